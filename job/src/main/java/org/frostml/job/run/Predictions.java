package org.frostml.job.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.frostml.data.Examples;
import org.frostml.io.ModelFile;
import org.frostml.job.spark.Broadcasts;
import org.frostml.job.spark.SqlSession;
import org.frostml.nn.Predictor;
import org.frostml.nn.Rows;
import org.frostml.train.Model;

/**
 * What a model predicts for examples, as a table that executors make: {@code row}, the example's
 * place; {@code prediction}, its class or value; {@code probabilities} of all classes, or, where a
 * model predicts several values, {@code values}. The driver sees none of it.
 */
public final class Predictions implements AutoCloseable {
  /** Rows that a task keeps until they are written. */
  private static final int ROWS = 50_000;

  private final JavaSparkContext spark;
  private final Broadcast<byte[]> model;
  private final Dataset<Row> table;

  private Predictions(JavaSparkContext spark, Broadcast<byte[]> model, Dataset<Row> table) {
    this.spark = spark;
    this.model = model;
    this.table = table;
  }

  /** To be made when it is written. */
  public static Predictions of(JavaSparkContext spark, Examples examples, Model model)
      throws IOException {
    PredictedColumns outputs = PredictedColumns.of(model);
    StructType schema = outputs.schema(new StructType().add("row", DataTypes.LongType, false));
    Broadcast<byte[]> sent = Broadcasts.send(spark, ModelFile.bytes(model));
    int rows = examples.size();
    int tasks = Math.max(Math.min(spark.defaultParallelism(), rows), (rows + ROWS - 1) / ROWS);
    List<Integer> indices = IntStream.range(0, tasks).boxed().toList();
    SparkSession session = SqlSession.of(spark);
    return new Predictions(
        spark,
        sent,
        session.createDataFrame(
            spark.parallelize(indices, tasks).flatMap(new Predict(examples, tasks, sent, outputs)),
            schema));
  }

  public Dataset<Row> table() {
    return table;
  }

  /** Tasks that make the table. */
  public int tasks() {
    return table.javaRDD().getNumPartitions();
  }

  @Override
  public void close() {
    Broadcasts.destroy(spark, model);
  }

  /** Predicts for a task's range of rows, a tile at a time. */
  private record Predict(
      Examples examples, int tasks, Broadcast<byte[]> model, PredictedColumns outputs)
      implements FlatMapFunction<Integer, Row> {
    private static final int TILE = 1024;

    @Override
    public Iterator<Row> call(Integer task) throws IOException {
      Predictor predictor = ModelFile.read(model.value(), "the model sent here").predictor();
      Tile tile = new Tile(predictor, outputs, first(task));
      int end = first(task + 1);
      examples.read(i -> i >= first(task) && i < end, (index, x, label) -> tile.add(x));
      tile.predict();
      return tile.rows.iterator();
    }

    /** The first row of a task. */
    private int first(int task) {
      return (int) ((long) examples.size() * task / tasks);
    }
  }

  /** Rows on their way to the predictor. */
  private static final class Tile {
    private final List<Row> rows = new ArrayList<>();
    private final Predictor predictor;
    private final PredictedColumns outputs;
    private final float[] x;
    private final float[] predictions;
    private int count;
    private long next;

    Tile(Predictor predictor, PredictedColumns outputs, long first) {
      this.predictor = predictor;
      this.outputs = outputs;
      x = new float[Predict.TILE * predictor.features()];
      predictions = new float[Predict.TILE * predictor.outputs()];
      next = first;
    }

    void add(float[] features) {
      System.arraycopy(features, 0, x, count * features.length, features.length);
      if (++count == Predict.TILE) {
        predict();
      }
    }

    void predict() {
      predictor.predict(new Rows.Floats(predictor.features(), x), 0, count, predictions);
      for (int i = 0; i < count; i++) {
        List<Object> cells = new ArrayList<>(List.of(next++));
        rows.add(outputs.row(cells, predictions, i * predictor.outputs()));
      }
      count = 0;
    }
  }
}

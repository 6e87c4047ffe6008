package org.frostml.job.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.frostml.data.Examples;
import org.frostml.io.ModelFile;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Loss;
import org.frostml.nn.Measure;
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

  private final Broadcast<byte[]> model;
  private final Dataset<Row> table;

  private Predictions(Broadcast<byte[]> model, Dataset<Row> table) {
    this.model = model;
    this.table = table;
  }

  /** To be made when it is written. */
  public static Predictions of(JavaSparkContext spark, Examples examples, Model model)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelFile.write(model, bytes);
    Broadcast<byte[]> sent = spark.broadcast(bytes.toByteArray());
    Outputs outputs = Outputs.of(model);
    int rows = examples.size();
    int tasks = Math.max(Math.min(spark.defaultParallelism(), rows), (rows + ROWS - 1) / ROWS);
    List<Integer> indices = IntStream.range(0, tasks).boxed().toList();
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    return new Predictions(
        sent,
        session.createDataFrame(
            spark.parallelize(indices, tasks).flatMap(new Predict(examples, tasks, sent, outputs)),
            outputs.schema()));
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
    model.destroy();
  }

  /**
   * How a model's outputs are written: what columns there are.
   *
   * @param decides whether there is one class or value, and not several at once
   */
  private record Outputs(Loss loss, int size, boolean decides) implements Serializable {
    static Outputs of(Model model) {
      Loss loss = model.network().loss();
      int size = model.network().outputs();
      return new Outputs(loss, size, !Float.isNaN(loss.decide(size, new float[size], 0)));
    }

    private boolean isOfClasses() {
      return loss.measure() == Measure.ACCURACY;
    }

    StructType schema() {
      StructType schema = new StructType().add("row", DataTypes.LongType, false);
      if (decides) {
        schema =
            schema.add(
                "prediction", isOfClasses() ? DataTypes.IntegerType : DataTypes.FloatType, false);
      }
      return isOfClasses()
          ? schema.add("probabilities", DataTypes.createArrayType(DataTypes.FloatType, false))
          : decides
              ? schema
              : schema.add("values", DataTypes.createArrayType(DataTypes.FloatType, false));
    }

    Row row(long number, float[] all, int from) {
      List<Object> cells = new ArrayList<>();
      cells.add(number);
      if (decides) {
        float decided = loss.decide(size, all, from);
        cells.add(isOfClasses() ? (Object) (int) decided : (Object) decided);
      }
      if (isOfClasses() || !decides) {
        cells.add(numbers(all, from));
      }
      return RowFactory.create(cells.toArray());
    }

    /** One a class, also where a network tells two apart by one output. */
    private Float[] numbers(float[] all, int from) {
      boolean two = decides && size == 1;
      Float[] numbers = new Float[two ? 2 : size];
      for (int k = 0; k < size; k++) {
        numbers[two ? 1 : k] = all[from + k];
      }
      if (two) {
        numbers[0] = 1 - numbers[1];
      }
      return numbers;
    }
  }

  /** Predicts for a task's range of rows, a tile at a time. */
  private record Predict(Examples examples, int tasks, Broadcast<byte[]> model, Outputs outputs)
      implements FlatMapFunction<Integer, Row> {
    private static final int TILE = 1024;

    @Override
    public Iterator<Row> call(Integer task) throws IOException {
      byte[] bytes = model.value();
      Model here =
          ModelFile.read(new ByteArrayInputStream(bytes), bytes.length, "the model sent here");
      Predictor predictor =
          new Predictor(here.network(), here.weights(), here.scaling(), Kernels.chosen());
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
    private final Outputs outputs;
    private final float[] x;
    private final float[] predictions;
    private int count;
    private long next;

    Tile(Predictor predictor, Outputs outputs, long first) {
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
        rows.add(outputs.row(next++, predictions, i * predictor.outputs()));
      }
      count = 0;
    }
  }
}

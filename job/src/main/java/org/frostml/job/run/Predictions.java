package org.frostml.job.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
    Outputs shape = Outputs.of(model);
    List<Range> ranges = ranges(examples.size(), spark.defaultParallelism());
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    return new Predictions(
        sent,
        session.createDataFrame(
            spark
                .parallelize(ranges, ranges.size())
                .mapPartitions(new Predict(examples, sent, shape)),
            shape.schema()));
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

  /** Rows {@code from} to {@code to - 1}. */
  private record Range(int from, int to) implements Serializable {}

  private static List<Range> ranges(int rows, int parallelism) {
    int tasks = Math.max(Math.min(parallelism, rows), (rows + ROWS - 1) / ROWS);
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      ranges.add(new Range((int) ((long) rows * i / tasks), (int) ((long) rows * (i + 1) / tasks)));
    }
    return ranges;
  }

  /** How a model's outputs are told: what columns there are. */
  private record Outputs(Loss loss, int outputs) implements Serializable {
    static Outputs of(Model model) {
      return new Outputs(model.network().loss(), model.network().outputs());
    }

    private boolean isOfClasses() {
      return loss.measure() == Measure.ACCURACY;
    }

    /** Whether there is one class or value, and not several at once. */
    private boolean decides() {
      return !Float.isNaN(loss.decide(outputs, new float[outputs], 0));
    }

    StructType schema() {
      StructType schema = new StructType().add("row", DataTypes.LongType, false);
      if (decides()) {
        schema =
            schema.add(
                "prediction", isOfClasses() ? DataTypes.IntegerType : DataTypes.FloatType, false);
      }
      return isOfClasses()
          ? schema.add("probabilities", DataTypes.createArrayType(DataTypes.FloatType, false))
          : decides()
              ? schema
              : schema.add("values", DataTypes.createArrayType(DataTypes.FloatType, false));
    }

    Row row(long number, float[] all, int from) {
      List<Object> cells = new ArrayList<>();
      cells.add(number);
      if (decides()) {
        float decided = loss.decide(outputs, all, from);
        cells.add(isOfClasses() ? (Object) (int) decided : (Object) decided);
      }
      if (isOfClasses() || !decides()) {
        cells.add(numbers(all, from));
      }
      return RowFactory.create(cells.toArray());
    }

    /** One a class, also where a network tells two apart by one output. */
    private Float[] numbers(float[] all, int from) {
      boolean two = decides() && outputs == 1;
      Float[] numbers = new Float[two ? 2 : outputs];
      for (int k = 0; k < outputs; k++) {
        numbers[two ? 1 : k] = all[from + k];
      }
      if (two) {
        numbers[0] = 1 - numbers[1];
      }
      return numbers;
    }
  }

  /** Predicts for ranges of examples, a tile at a time. */
  private record Predict(Examples examples, Broadcast<byte[]> model, Outputs shape)
      implements FlatMapFunction<Iterator<Range>, Row> {
    private static final int TILE = 1024;

    @Override
    public Iterator<Row> call(Iterator<Range> ranges) throws IOException {
      Model here =
          ModelFile.read(
              new ByteArrayInputStream(model.value()), model.value().length, "the model sent here");
      Predictor predictor =
          new Predictor(here.network(), here.weights(), here.scaling(), Kernels.chosen());
      List<Row> rows = new ArrayList<>();
      while (ranges.hasNext()) {
        new Tile(predictor, shape, rows).read(examples, ranges.next());
      }
      return rows.iterator();
    }

    /** Rows on their way to the predictor. */
    private static final class Tile {
      private final Predictor predictor;
      private final Outputs shape;
      private final List<Row> rows;
      private final float[] x;
      private final float[] predictions;
      private int count;
      private long next;

      Tile(Predictor predictor, Outputs shape, List<Row> rows) {
        this.predictor = predictor;
        this.shape = shape;
        this.rows = rows;
        x = new float[TILE * predictor.features()];
        predictions = new float[TILE * predictor.outputs()];
      }

      void read(Examples examples, Range range) throws IOException {
        next = range.from();
        examples.read(
            i -> i >= range.from() && i < range.to(),
            (index, features, label) -> {
              System.arraycopy(features, 0, x, count * features.length, features.length);
              if (++count == TILE) {
                predict();
              }
            });
        predict();
      }

      private void predict() {
        predictor.predict(
            new Rows.Floats(predictor.features(), x), 0, count, predictions);
        for (int i = 0; i < count; i++) {
          rows.add(shape.row(next++, predictions, i * predictor.outputs()));
        }
        count = 0;
      }
    }
  }
}

package org.frostml.job.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.io.ModelFile;
import org.frostml.job.data.TableRows;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Predictor;
import org.frostml.nn.Rows;
import org.frostml.train.Model;

/**
 * The rows of a table with what a model predicts for them, made by executors as they are written.
 */
public final class TablePredictions implements AutoCloseable {
  private final Broadcast<byte[]> model;
  private final Dataset<Row> table;

  private TablePredictions(Broadcast<byte[]> model, Dataset<Row> table) {
    this.model = model;
    this.table = table;
  }

  /** To be made when it is written. */
  public static TablePredictions of(JavaSparkContext spark, TableRows rows, Model model)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelFile.write(model, bytes);
    Broadcast<byte[]> sent = spark.broadcast(bytes.toByteArray());
    PredictedColumns columns = PredictedColumns.of(model);
    SparkSession session = rows.encoded().sparkSession();
    return new TablePredictions(
        sent,
        session.createDataFrame(
            rows.encoded().javaRDD().mapPartitions(new Predict(sent, columns)),
            columns.schema(rows.schema())));
  }

  /** The table with a column for each probability or value, for formats that know no arrays. */
  public static Dataset<Row> flat(Dataset<Row> table, Model model) {
    return PredictedColumns.of(model).flat(table);
  }

  public Dataset<Row> table() {
    return table;
  }

  @Override
  public void close() {
    model.destroy();
  }

  /**
   * Predicts for the rows of a partition as they are asked for. Their last cell is the features.
   */
  private record Predict(Broadcast<byte[]> model, PredictedColumns columns)
      implements FlatMapFunction<Iterator<Row>, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws IOException {
      byte[] bytes = model.value();
      Model here =
          ModelFile.read(new ByteArrayInputStream(bytes), bytes.length, "the model sent here");
      Predictor predictor =
          new Predictor(here.network(), here.weights(), here.scaling(), Kernels.chosen());
      return new Tiles(rows, predictor, columns);
    }
  }

  /** Rows on their way through the predictor, many at once. */
  private static final class Tiles implements Iterator<Row> {
    private static final int TILE = 256;

    private final Iterator<Row> rows;
    private final Predictor predictor;
    private final PredictedColumns columns;
    private final List<Row> tile = new ArrayList<>();
    private final float[] x;
    private final float[] predictions;
    private int next;

    Tiles(Iterator<Row> rows, Predictor predictor, PredictedColumns columns) {
      this.rows = rows;
      this.predictor = predictor;
      this.columns = columns;
      x = new float[TILE * predictor.features()];
      predictions = new float[TILE * predictor.outputs()];
    }

    @Override
    public boolean hasNext() {
      return next < tile.size() || rows.hasNext();
    }

    @Override
    public Row next() {
      if (next == tile.size()) {
        predict();
      }
      Row row = tile.get(next);
      List<Object> cells = new ArrayList<>();
      for (int c = 0; c < row.size() - 1; c++) {
        cells.add(row.get(c));
      }
      return columns.row(cells, predictions, predictor.outputs() * next++);
    }

    private void predict() {
      tile.clear();
      next = 0;
      while (tile.size() < TILE && rows.hasNext()) {
        Row row = rows.next();
        load(row.getAs(row.size() - 1), tile.size() * predictor.features());
        tile.add(row);
      }
      predictor.predict(new Rows.Floats(predictor.features(), x), 0, tile.size(), predictions);
    }

    private void load(Vector features, int at) {
      double[] values = features.toArray();
      for (int f = 0; f < values.length; f++) {
        x[at + f] = (float) values[f];
      }
    }
  }
}

package org.frostml.job.run;

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
import org.apache.spark.sql.types.StructType;
import org.frostml.io.ModelFile;
import org.frostml.job.data.TableRows;
import org.frostml.job.spark.Broadcasts;
import org.frostml.train.Model;

/**
 * The rows of a table with what a model predicts for them, made by executors as they are written.
 */
public final class TablePredictions implements AutoCloseable {
  private final JavaSparkContext spark;
  private final Broadcast<byte[]> model;
  private final Dataset<Row> table;

  private TablePredictions(JavaSparkContext spark, Broadcast<byte[]> model, Dataset<Row> table) {
    this.spark = spark;
    this.model = model;
    this.table = table;
  }

  /** To be made when it is written. */
  public static TablePredictions of(JavaSparkContext spark, TableRows rows, Model model)
      throws IOException {
    PredictedColumns columns = PredictedColumns.of(model);
    StructType schema = columns.schema(rows.schema());
    Broadcast<byte[]> sent = Broadcasts.send(spark, ModelFile.bytes(model));
    SparkSession session = rows.encoded().sparkSession();
    return new TablePredictions(
        spark,
        sent,
        session.createDataFrame(
            rows.encoded().javaRDD().mapPartitions(new Predict(sent, columns)), schema));
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
    Broadcasts.destroy(spark, model);
  }

  /** Predicts for rows, whose last cell is the features. */
  private record Predict(Broadcast<byte[]> model, PredictedColumns columns)
      implements FlatMapFunction<Iterator<Row>, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      RowScorer scorer = RowScorer.of(model.value());
      return new InBatches<>(rows, scorer.batch(), batch -> predict(scorer, batch));
    }

    private List<Row> predict(RowScorer scorer, List<Row> batch) {
      List<Vector> features = batch.stream().map(row -> row.<Vector>getAs(row.size() - 1)).toList();
      float[] predictions = scorer.predict(features);
      List<Row> predicted = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        Row row = batch.get(i);
        List<Object> cells = new ArrayList<>();
        for (int c = 0; c < row.size() - 1; c++) {
          cells.add(row.get(c));
        }
        predicted.add(columns.row(cells, predictions, i * columns.size()));
      }
      return predicted;
    }
  }
}

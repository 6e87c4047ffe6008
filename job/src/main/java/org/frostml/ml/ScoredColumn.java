package org.frostml.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.frostml.job.run.InBatches;
import org.frostml.job.run.RowScorer;

/**
 * The column of a model's scores, null where there are no features: row by row, so that Spark may
 * move it about among others; or in batches, where a network takes many rows in the time of one.
 *
 * @param type of the scores
 */
record ScoredColumn(SavedModel model, RowScore score, DataType type) {
  /** A table with the column after its own. */
  Dataset<Row> after(Dataset<?> table, String name, Column features) {
    Broadcast<byte[]> file = model.send(table.sparkSession());
    if (model.scorer().batch() == 1) {
      return table.withColumn(name, udf(new OfRow(file, score), type).apply(features));
    }
    StructType schema = table.schema().add(name, type);
    return named(
        table
            .withColumn(name, features)
            .mapPartitions(new OfRows(file, score), Encoders.row(schema)),
        schema);
  }

  /** With the types and the words of columns, of which rows that are made anew have lost some. */
  private static Dataset<Row> named(Dataset<Row> table, StructType schema) {
    String[] places =
        IntStream.range(0, schema.size()).mapToObj(c -> "" + c).toArray(String[]::new);
    Column[] columns = new Column[places.length];
    for (int c = 0; c < columns.length; c++) {
      StructField field = schema.apply(c);
      columns[c] = col(places[c]).cast(field.dataType()).as(field.name(), field.metadata());
    }
    return table.toDF(places).select(columns);
  }

  private static final class OfRow implements UDF1<Vector, Object> {
    private final Broadcast<byte[]> file;
    private final RowScore score;

    /** Found once a task: all tasks of a JVM look where it is kept, one at a time. */
    private transient RowScorer scorer;

    OfRow(Broadcast<byte[]> file, RowScore score) {
      this.file = file;
      this.score = score;
    }

    @Override
    public Object call(Vector features) {
      if (features == null) {
        return null;
      }
      if (scorer == null) {
        scorer = RowScorer.of(file.value());
      }
      return score.of(scorer.model().network().loss(), scorer.outputs(features));
    }
  }

  /** Of rows whose last cell is the features. */
  private record OfRows(Broadcast<byte[]> file, RowScore score)
      implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      RowScorer scorer = RowScorer.of(file.value());
      return new InBatches<>(rows, scorer.batch(), batch -> score(scorer, batch));
    }

    private List<Row> score(RowScorer scorer, List<Row> batch) {
      List<Vector> features = new ArrayList<>();
      for (Row row : batch) {
        if (!row.isNullAt(row.size() - 1)) {
          features.add(row.getAs(row.size() - 1));
        }
      }
      float[] outputs = scorer.outputs(features);
      int each = scorer.model().network().outputs();
      int at = 0;
      List<Row> scored = new ArrayList<>();
      for (Row row : batch) {
        Object[] cells = new Object[row.size()];
        for (int c = 0; c < cells.length; c++) {
          cells[c] = row.get(c);
        }
        if (cells[cells.length - 1] != null) {
          float[] own = Arrays.copyOfRange(outputs, at, at += each);
          cells[cells.length - 1] = score.of(scorer.model().network().loss(), own);
        }
        scored.add(RowFactory.create(cells));
      }
      return scored;
    }
  }
}

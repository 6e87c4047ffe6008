package org.frostml.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.frostml.data.Examples;

/** Examples as a table of Spark ML: {@code label}, and {@code features}, a dense vector. */
final class VectorTable {
  private static final StructType SCHEMA =
      new StructType().add("label", "double").add("features", SQLDataTypes.VectorType());

  /** Rows that the driver holds at once. */
  private static final int TILE = 5000;

  private VectorTable() {}

  /** Writes all examples as Parquet. */
  static Dataset<Row> parquet(SparkSession session, Examples examples, Path folder)
      throws IOException {
    List<Row> tile = new ArrayList<>();
    examples.read(
        index -> true,
        (index, x, label) -> {
          tile.add(row(x, label));
          if (tile.size() == TILE || index == examples.size() - 1) {
            session
                .createDataFrame(tile, SCHEMA)
                .coalesce(1)
                .write()
                .mode(SaveMode.Append)
                .parquet(folder.toUri().toString());
            tile.clear();
          }
        });
    return session.read().parquet(folder.toUri().toString());
  }

  /** All examples, from the driver. */
  static Dataset<Row> of(SparkSession session, Examples examples) throws IOException {
    List<Row> rows = new ArrayList<>();
    examples.read(index -> true, (index, x, label) -> rows.add(row(x, label)));
    return session.createDataFrame(rows, SCHEMA);
  }

  private static Row row(float[] x, int label) {
    double[] values = new double[x.length];
    for (int f = 0; f < x.length; f++) {
      values[f] = x[f];
    }
    return RowFactory.create((double) label, Vectors.dense(values));
  }
}

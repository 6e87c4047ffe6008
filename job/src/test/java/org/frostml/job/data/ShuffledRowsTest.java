package org.frostml.job.data;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rand;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.stream.IntStream;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.job.Problem;
import org.junit.jupiter.api.Test;

class ShuffledRowsTest {
  /** What travels with every job on the shards does not grow with the columns they are made of. */
  @Test
  void noPlanTravelsWithThem() throws IOException {
    try (SparkSession spark =
        SparkSession.builder().config(Problem.forSql(Problem.conf("local[2]"))).getOrCreate()) {
      Column[] columns =
          IntStream.range(0, 400).mapToObj(c -> rand(c).as("c" + c)).toArray(Column[]::new);
      Column[] names = IntStream.range(0, 400).mapToObj(c -> col("c" + c)).toArray(Column[]::new);
      Dataset<Row> table =
          spark
              .range(50)
              .select(columns)
              .select(
                  functions.array_to_vector(array(names)).as(ShuffledRows.FEATURES),
                  array(lit(1.0)).as(ShuffledRows.TARGETS),
                  lit(1.0).as(ShuffledRows.WEIGHT),
                  lit(Bundle.TRAINING).as(ShuffledRows.PART));
      ShuffledRows rows = ShuffledRows.of(table, "columns", 1, true, 0, 0, 2);
      assertEquals(400, rows.widest());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(rows.bundles().rdd());
      }
      assertTrue(bytes.size() < 30_000, bytes.size() + " bytes");
      rows.close();
    }
  }
}

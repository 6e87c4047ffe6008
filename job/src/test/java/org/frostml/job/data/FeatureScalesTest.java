package org.frostml.job.data;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_repeat;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.job.Problem;
import org.frostml.nn.Inputs;
import org.frostml.nn.Scaling;
import org.junit.jupiter.api.Test;

class FeatureScalesTest {
  private static final int WIDTH = 20_000;
  private static final int SHARDS = 8;

  /** What all shards say of their features at once is more than Spark lets a job return. */
  @Test
  void wideRowsComeInWaves() throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .config(
                Problem.forSql(Problem.conf("local[2]").set("spark.driver.maxResultSize", "1500k")))
            .getOrCreate()) {
      Dataset<Row> table =
          spark
              .range(64)
              .select(
                  functions
                      .array_to_vector(array_repeat(col("id").cast("double"), WIDTH))
                      .as(ShuffledRows.FEATURES),
                  array(lit(1.0)).as(ShuffledRows.TARGETS),
                  lit(1.0).as(ShuffledRows.WEIGHT),
                  lit(Bundle.TRAINING).as(ShuffledRows.PART));
      try (ShuffledRows rows = ShuffledRows.of(table, "wide", 1, true, 0, 0, SHARDS)) {
        FeatureScales scales = new FeatureScales(rows.bundles(), new Inputs.All(WIDTH), 1);
        Scaling.PerFeature scaling = (Scaling.PerFeature) scales.dense(Scaling.By.FEATURE, 1);
        assertEquals(31.5f, scaling.mean()[WIDTH - 1]);
        assertEquals(Math.sqrt((64 * 64 - 1) / 12.0), scaling.deviation()[WIDTH - 1], 1e-5);
      }
    }
  }
}

package org.frostml.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.frostml.job.JobCounter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a fit costs beside its steps. */
class FitJobsTest {
  /** Epochs of one step. */
  private static final int EPOCHS = 3;

  private static final AtomicInteger READ = new AtomicInteger();
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = Sessions.plain();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static FrostClassifier classifier() {
    return Blobs.classifier().setMaxIter(EPOCHS).setMiniBatchSize(200);
  }

  /** The rows are not cached: to read them again would be to make them again. */
  @Test
  void rowsAreReadOnce() {
    UDF1<Double, Double> seen =
        label -> {
          READ.incrementAndGet();
          return label;
        };
    Dataset<Row> table =
        Blobs.table(spark)
            .withColumn(
                "label", udf(seen, DataTypes.DoubleType).asNondeterministic().apply(col("label")));
    classifier().fit(table);
    assertEquals(300, READ.get());
  }

  /** The shuffle and what it counts, means, deviations, shards, where tasks run; a job a step. */
  @Test
  void nothingIsEvaluatedWhereNothingIsHeldOut() {
    Dataset<Row> table = Blobs.table(spark);
    try (JobCounter jobs = new JobCounter(spark.sparkContext())) {
      classifier().fit(table);
      assertEquals(6 + EPOCHS, jobs.count(), jobs.names());
    }
  }

  /** Then one an epoch more, and one at the end for all that stands beside. */
  @Test
  void heldOutRowsAreEvaluated() {
    Dataset<Row> table = Blobs.table(spark);
    try (JobCounter jobs = new JobCounter(spark.sparkContext())) {
      FrostTrainingSummary summary =
          classifier().setValidationIndicatorCol("held").fit(table).summary();
      assertEquals(7 + 2 * EPOCHS + 1, jobs.count(), jobs.names());
      assertEquals(EPOCHS, summary.validationQualityHistory().length);
    }
  }
}

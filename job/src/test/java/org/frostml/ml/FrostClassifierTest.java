package org.frostml.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FrostClassifierTest {
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = Sessions.plain();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static double accuracy(Dataset<Row> scored) {
    return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored);
  }

  @Test
  void learnsWhatCanBeLearnt() {
    Dataset<Row> table = Blobs.table(spark);
    FrostClassificationModel model = Blobs.classifier().fit(table);
    assertEquals(3, model.numClasses());
    assertEquals(Blobs.FEATURES, model.numFeatures());
    double accuracy = accuracy(model.transform(table));
    assertTrue(accuracy > 0.95, "accuracy " + accuracy);
    System.out.println(model);
    System.out.println(Blobs.classifier().explainParams());
    FrostTrainingSummary summary = model.summary();
    assertEquals(6, summary.totalIterations());
  }
}

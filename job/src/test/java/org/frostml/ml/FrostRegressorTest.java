package org.frostml.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrostRegressorTest {
  private static SparkSession spark;
  private static Dataset<Row> table;

  @BeforeAll
  static void start() {
    spark = Sessions.plain();
    table = Blobs.table(spark).cache();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static double r2(Dataset<Row> scored) {
    return new RegressionEvaluator().setLabelCol("value").setMetricName("r2").evaluate(scored);
  }

  @Test
  void learnsWhatCanBeLearnt(@TempDir Path dir) throws Exception {
    FrostRegressionModel model = Blobs.regressor().fit(table);
    double r2 = r2(model.transform(table));
    assertTrue(r2 > 0.8, "R2 " + r2);
    assertEquals("rmse", model.summary().measure());
    assertEquals(Blobs.FEATURES, model.numFeatures());
    Row first = model.transform(table).first();
    assertEquals(
        (double) first.getAs("prediction"), model.predict(first.<Vector>getAs("features")));
    model.write().overwrite().save(dir + "/model");
    FrostRegressionModel read = FrostRegressionModel.load(dir + "/model");
    assertArrayEquals(model.saved().file(), read.saved().file());
    assertEquals(r2, r2(read.transform(table)));
    assertTrue(read.toString().startsWith("FrostRegressionModel: uid=frostr_"), "" + read);
    Blobs.regressor().write().overwrite().save(dir + "/estimator");
    assertEquals("value", FrostRegressor.load(dir + "/estimator").getLabelCol());
  }

  @Test
  void huberIsALossOfItsOwn() {
    FrostRegressionModel model =
        Blobs.regressor().setLoss("huber").setConfig("network.delta = 0.5").fit(table);
    String loss = model.saved().model().network().loss().spec();
    assertTrue(loss.startsWith("huber(0.5)"), loss);
    assertEquals("mse", Blobs.regressor().getLoss());
  }
}

package org.frostml.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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

  /** Of unlike features with far outliers, and values that are skewed, as real tables have them. */
  @Test
  void learnsATableByItsDefaults() {
    Random random = new Random(3);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      double[] x = new double[8];
      for (int f = 0; f < x.length; f++) {
        x[f] = Math.exp(f % 2 == 0 ? random.nextGaussian() : 1.5 * random.nextGaussian()) * (f + 1);
      }
      double value = 1e5 * (Math.sqrt(x[0]) + x[2] / (1 + x[1]) + random.nextGaussian() / 4);
      rows.add(RowFactory.create(Vectors.dense(x), 0.0, value, 1.0, false));
    }
    Dataset<Row> skewed = Blobs.table(spark, rows);
    double r2 = r2(new FrostRegressor().setLabelCol("value").fit(skewed).transform(skewed));
    assertTrue(r2 > 0.8, "R2 " + r2);
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

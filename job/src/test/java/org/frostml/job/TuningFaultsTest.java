package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.ml.FrostClassificationModel;
import org.frostml.ml.FrostClassifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spark's own tuning of an estimator, while the cluster loses an executor. */
@Tag("cluster")
@Tag("long")
@Timeout(900)
class TuningFaultsTest {
  @TempDir Path folder;

  private final FrostClassifier classifier =
      new FrostClassifier()
          .setHiddenLayers(16)
          .setOptimizer("linbreg")
          .setMaxIter(2)
          .setMiniBatchSize(20)
          .setShards(2)
          .setFreezeEvery(4)
          .setLocalSteps(4);

  /** Built once: the builder's order goes by hashes of params, which the estimator's uid is in. */
  private final ParamMap[] grid =
      new ParamGridBuilder()
          .addGrid(classifier.density(), new double[] {0.2, 0.5, 0.9})
          .addGrid(classifier.stepSize(), new double[] {0.01, 0.1, 0.3})
          .build();

  /**
   * What tuning found.
   *
   * @param best its params that were tuned, and the SHA-256 of its arrays
   * @param tasks that ran
   * @param lost executors that were lost meanwhile
   */
  private record Tuned(double[] metrics, List<Object> best, int tasks, int lost) {}

  /** Counts tasks, and kills the executor that begins one of them. */
  private static final class Killer extends SparkListener {
    private final int at;
    private final AtomicInteger tasks = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    Killer(int at) {
      this.at = at;
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      if (tasks.incrementAndGet() == at) {
        StandaloneCluster.executor(start.taskInfo().executorId()).orElseThrow().destroyForcibly();
      }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
      lost.incrementAndGet();
    }
  }

  @Test
  void anExecutorIsKilledInTheMiddle() throws Exception {
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2)) {
      writeTable(cluster);
      Tuned quiet = tuned(cluster.conf(2), new Killer(0));
      assertEquals(9, quiet.metrics.length);
      Tuned disturbed = tuned(cluster.conf(2), new Killer(quiet.tasks / 2));
      assertEquals(0, quiet.lost);
      assertEquals(1, disturbed.lost);
      // Spark sums losses in the order in which tasks end.
      assertArrayEquals(quiet.metrics, disturbed.metrics, 1e-9);
      assertEquals(quiet.best, disturbed.best);
    }
  }

  private String table() {
    return folder.resolve("table").toString();
  }

  private void writeTable(StandaloneCluster cluster) throws IOException {
    try (SparkSession spark = session(cluster.conf(2))) {
      List<String> rows = new ArrayList<>(List.of("size,colour,ok,noise,kind"));
      rows.addAll(TablesTest.rows());
      spark
          .read()
          .option("header", "true")
          .option("inferSchema", "true")
          .csv(spark.createDataset(rows, Encoders.STRING()))
          .selectExpr("array(size, noise) as features", "if(kind = 'good', 1, 0) as label")
          .repartition(3)
          .write()
          .parquet(table());
    }
  }

  private static SparkSession session(SparkConf conf) {
    return SparkSession.builder().config(Problem.forSql(conf)).getOrCreate();
  }

  private Tuned tuned(SparkConf conf, Killer killer) throws IOException {
    try (SparkSession spark = session(conf)) {
      Dataset<Row> table = spark.read().parquet(table());
      spark.sparkContext().addSparkListener(killer);
      CrossValidatorModel model =
          new CrossValidator()
              .setEstimator(classifier)
              .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
              .setEstimatorParamMaps(grid)
              .setNumFolds(2)
              .setSeed(1)
              .fit(table);
      FrostClassificationModel best = (FrostClassificationModel) model.bestModel();
      Path saved = folder.resolve("best");
      best.write().overwrite().save(saved.toString());
      return new Tuned(
          model.avgMetrics(),
          List.of(best.getDensity(), best.getStepSize(), ModelArrays.sha256(saved)),
          killer.tasks.get(),
          killer.lost.get());
    }
  }
}

package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SharedRun;
import org.frostml.job.spark.SparkEvaluator;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where Spark does not start, ends early or waits, a command says so, and names what is at fault.
 */
@Timeout(240)
class SparkStartTest {
  private static final CountDownLatch STARTED = new CountDownLatch(1);

  @TempDir Path folder;

  private static String error(SparkConf conf, SparkStart.Work<?> work) {
    return assertThrows(FrostException.class, () -> SparkStart.run(conf, "test", work))
        .getMessage();
  }

  private static Object evaluate(JavaSparkContext spark) {
    try (SharedRun run = SharedRun.open(spark, Run.of(Problem.NETWORK))) {
      Weights weights = Problem.begin().weights();
      return new SparkEvaluator(run, Problem.shards(spark)).score(weights);
    }
  }

  private static Optional<String> patience(SparkConf conf) {
    try (JavaSparkContext spark = SparkStart.context(conf, "test")) {
      return Optional.ofNullable(
          spark.getConf().get("spark.storage.blockManagerHeartbeatTimeoutMs", null));
    }
  }

  /** Spark takes an executor that slept for lost, also the one that is the driver. */
  @Test
  void aMachineThatSleepsKeepsItsLocalRun() {
    assertEquals(Optional.of("365d"), patience(Problem.conf("local[1]")));
    assertEquals(
        Optional.of("120s"),
        patience(
            Problem.conf("local[1]").set("spark.storage.blockManagerHeartbeatTimeoutMs", "120s")));
  }

  @Test
  void aClassThatIsMissingIsNamed() {
    String listener =
        error(
            Problem.conf("local[1]").set("spark.extraListeners", "org.nowhere.Listener"),
            SparkStartTest::evaluate);
    assertTrue(listener.contains("ClassNotFoundException: org.nowhere.Listener"), listener);
    String registrator =
        error(
            Problem.conf("local[1]").set("spark.kryo.registrator", "org.nowhere.Registrator"),
            SparkStartTest::evaluate);
    assertTrue(
        registrator.contains("ClassNotFoundException: org.nowhere.Registrator"), registrator);
  }

  /** Spark would end the JVM. */
  @Test
  void aFolderForBlocksThatCannotBeWrittenToIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    String message =
        error(Problem.conf("local[1]").set("spark.local.dir", file + "/blocks"), spark -> null);
    assertEquals(
        "spark.local.dir: no folder of it can be written to: "
            + file
            + "/blocks (java.nio.file.FileSystemException: "
            + file
            + "/blocks: Not a directory)",
        message);
  }

  /** As when no master answers: Spark then stops itself, in a thread of its own. */
  @Test
  void aContextThatStopsItselfEndsTheCommandAndItsMasterIsNamed() throws InterruptedException {
    Thread[] stopper = {null};
    String message =
        error(
            LocalCluster.conf(1),
            spark -> {
              stopper[0] =
                  new Thread(
                      () -> {
                        awaitTask();
                        spark.sc().stop();
                      });
              stopper[0].start();
              try (SharedRun run = SharedRun.open(spark, Run.of(Problem.NETWORK))) {
                STARTED.countDown();
                Weights weights = Problem.begin().weights();
                return new SparkEvaluator(
                        run,
                        Problem.shards(spark)
                            .map(
                                shard -> {
                                  Thread.sleep(600_000);
                                  return shard;
                                }))
                    .score(weights);
              }
            });
    assertTrue(
        message.startsWith("Spark has ended: the master local-cluster[1,1,512] does not answer"),
        message);
    assertTrue(message.contains("shut down"), message);
    stopper[0].join();
  }

  private static void awaitTask() {
    try {
      assertTrue(STARTED.await(120, TimeUnit.SECONDS));
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

/** Where Spark does not start, ends early or waits, a command says so, and names what is at fault. */
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

  @Test
  void aClassThatIsMissingIsNamed() {
    String listener =
        error(
            Problem.conf("local[1]").set("spark.extraListeners", "org.nowhere.Listener"),
            SparkStartTest::evaluate);
    assertTrue(listener.contains("ClassNotFoundException: org.nowhere.Listener"), listener);
    String registrator =
        error(
            Problem.conf("local[1]")
                .set("spark.kryo.registrator", "org.nowhere.Registrator")
                .set("spark.broadcast.checksum", "false"),
            SparkStartTest::evaluate);
    assertTrue(registrator.contains("ClassNotFoundException: org.nowhere.Registrator"), registrator);
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
  void aContextThatStopsItselfEndsTheCommandAndItsMasterIsNamed() {
    String message =
        error(
            LocalCluster.conf(1),
            spark -> {
              new Thread(
                      () -> {
                        awaitTask();
                        spark.sc().stop();
                      })
                  .start();
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
  }

  private static void awaitTask() {
    try {
      assertTrue(STARTED.await(120, TimeUnit.SECONDS));
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One core a worker, two a task: Spark alone waits for ever. */
  @Test
  void whatIsWaitedForIsSaid() throws Exception {
    try (Warnings warnings = new Warnings()) {
      String message =
          error(
              LocalCluster.conf(1).set("spark.task.cpus", "2"),
              spark -> {
                Thread until =
                    new Thread(
                        () -> {
                          while (warnings.messages().isEmpty()) {
                            LockSupport.parkNanos(50_000_000);
                          }
                          spark.cancelAllJobs();
                        });
                until.start();
                return evaluate(spark);
              });
      assertTrue(message.contains("cancel"), message);
      String said = warnings.messages().get(0);
      assertTrue(
          said.matches(
              "\\d+ s without a task begun: waiting for local-cluster\\[1,1,512\\] to give executors"
                  + " with 2 cores a task \\(spark.task.cpus\\); asked for: spark.executor.cores not"
                  + " set, spark.executor.memory 512m; there: 1 executor of at most 1 core"),
          said);
    }
  }
}

package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A command does not wait in silence, or for ever. */
@Timeout(240)
class StallMonitorTest {
  @TempDir Path folder;

  /** As where no master answers. */
  @Test
  void whatSparkWillNotBringAnyMoreIsNotWaitedFor() {
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[1]"));
        StallMonitor monitor = StallMonitor.watch(spark, 0)) {
      spark.sc().stop();
      assertThrows(InterruptedException.class, () -> new CountDownLatch(1).await());
    }
    assertFalse(Thread.currentThread().isInterrupted());
  }

  /** In local mode there are no executors to wait for. */
  @Test
  void localModeIsNotToldOfExecutors() {
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[1]"));
        StallMonitor monitor = StallMonitor.watch(spark)) {
      assertEquals(
          "0 s without a task begun in local[1], where a task takes 1 core (spark.task.cpus)",
          monitor.words(List.of()));
    }
  }

  /** One core a worker, two a task: Spark alone waits for ever. */
  @Tag("cluster")
  @Tag("slow")
  @Test
  void whatIsWaitedForIsSaid() throws Exception {
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 1);
        Warnings warnings = new Warnings()) {
      SparkConf conf = cluster.conf().set("spark.task.cpus", "2").remove("spark.executor.cores");
      assertThrows(
          FrostException.class,
          () ->
              SparkStart.run(
                  conf,
                  "test",
                  spark -> {
                    new Thread(
                            () -> {
                              while (warnings.messages().isEmpty()) {
                                LockSupport.parkNanos(50_000_000);
                              }
                              spark.cancelAllJobs();
                            })
                        .start();
                    return Problem.onSpark(spark, 1, shards -> shards);
                  }));
      String expected =
          "\\d+ s without a task begun: waiting for "
              + cluster.url()
              + " to give executors with 2 cores per task \\(spark.task.cpus\\); asked for:"
              + " spark.executor.cores not set, spark.executor.memory 512m; there:"
              + " (0 executors|1 executor of at most 1 core)";
      List<String> said = warnings.messages();
      assertTrue(said.get(0).matches(expected), said.get(0));
    }
  }
}

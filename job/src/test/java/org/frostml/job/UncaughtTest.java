package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.job.spark.Uncaught;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UncaughtTest {
  @AfterEach
  void letThreadsEnd() {
    Thread.setDefaultUncaughtExceptionHandler(null);
  }

  /** As when there is no memory for a result that has come: the job alone would never end. */
  @Test
  void aThreadThatEndsEndsTheRun() {
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[2]"))) {
      Uncaught.watch(spark);
      FrostException e =
          assertThrows(
              FrostException.class,
              () ->
                  Problem.onSpark(
                      spark,
                      1,
                      shards ->
                          shards.map(
                              shard -> {
                                if (TaskContext.get().stageId() == 3) {
                                  new Thread(UncaughtTest::runOutOfMemory).start();
                                  Thread.sleep(60_000);
                                }
                                return shard;
                              })));
      assertEquals(
          "a thread of the driver ended: java.lang.OutOfMemoryError: of the test; memory:"
              + " --driver-memory",
          e.getMessage());
    }
  }

  private static void runOutOfMemory() {
    throw new OutOfMemoryError("of the test");
  }
}

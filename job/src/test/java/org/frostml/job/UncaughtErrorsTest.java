package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.TaskContext;
import org.frostml.FrostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UncaughtErrorsTest {
  /** As when there is no memory for a result that has come: the job alone would never end. */
  @Test
  void aThreadThatEndsEndsTheCommand() {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    try (Warnings warnings = new Warnings()) {
      FrostException e =
          assertThrows(
              FrostException.class,
              () ->
                  SparkStart.run(
                      Problem.conf("local[2]"),
                      "test",
                      spark ->
                          Problem.onSpark(
                              spark,
                              1,
                              shards ->
                                  shards.map(
                                      shard -> {
                                        if (TaskContext.get().stageId() == 3) {
                                          new Thread(UncaughtErrorsTest::runOutOfMemory).start();
                                          Thread.sleep(60_000);
                                        }
                                        return shard;
                                      }))));
      assertEquals(
          "a thread of the driver ended: OutOfMemoryError: of the test; memory: --driver-memory",
          e.getMessage());
      assertTrue(
          warnings.errors().stream()
              .anyMatch(error -> error.getStackTrace()[0].getMethodName().equals("runOutOfMemory")),
          "no trace of it is logged");
    }
    assertSame(before, Thread.getDefaultUncaughtExceptionHandler(), "the JVM's is left behind");
  }

  private static void runOutOfMemory() {
    throw new OutOfMemoryError("of the test");
  }
}

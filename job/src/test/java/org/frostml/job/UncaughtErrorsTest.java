package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
    assertSame(before, Thread.getDefaultUncaughtExceptionHandler(), "the JVM's is left behind");
  }

  private static void runOutOfMemory() {
    throw new OutOfMemoryError("of the test");
  }
}

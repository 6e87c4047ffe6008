package org.frostml.job.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.frostml.FrostException;
import org.junit.jupiter.api.Test;

class FailureTest {
  /** Of Spark's, but none of its {@link SparkException}: as an exception of analysis is. */
  private static final class Analysed extends Exception implements SparkThrowable {
    Analysed(String message) {
      super(message);
    }

    @Override
    public String getCondition() {
      return "AMBIGUOUS";
    }
  }

  @Test
  void whatSparkSaysIsForAPerson() {
    for (Exception said :
        new Exception[] {new Analysed("two columns x"), new SparkException("two columns x")}) {
      RuntimeException failure = Failure.of(said, task -> "shard " + task);
      assertInstanceOf(FrostException.class, failure);
      assertEquals(said.getClass().getSimpleName() + ": two columns x", strip(failure));
    }
  }

  private static String strip(RuntimeException failure) {
    return failure.getMessage().replaceFirst("^FailureTest\\$", "");
  }

  @Test
  void aTaskIsNamedWithItsTriesItsPlaceAndAdvice() {
    Exception said =
        new SparkException(
            "Job aborted due to stage failure: Task 3 in stage 7.0 failed 4 times, most recent"
                + " failure: Lost task 3.3 in stage 7.0 (TID 42) (10.0.0.5 executor 2):"
                + " java.lang.OutOfMemoryError: Java heap space\n\tat somewhere");
    assertEquals(
        "shard 3 failed 4 times, the last time on executor 2 at 10.0.0.5:"
            + " java.lang.OutOfMemoryError: Java heap space (the executor is out of memory: raise"
            + " --executor-memory, or lower its cores)",
        Failure.of(said, task -> "shard " + task).getMessage());
  }

  @Test
  void whatIsNotOfSparkIsLeftAsItIs() {
    IllegalStateException ours = new IllegalStateException("ours");
    assertSame(ours, Failure.of(ours, task -> "shard " + task));
  }
}

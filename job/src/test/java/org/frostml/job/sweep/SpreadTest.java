package org.frostml.job.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.spark.SparkException;
import org.frostml.FrostException;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void whatSparkEndsIsLostAndWhatEndsOfItselfHasFailed() {
    FrostException own = new FrostException("density.target is none");
    FrostException spark = new FrostException("shard 1 failed 4 times", new SparkException("gone"));
    assertEquals(Outcome.End.FAILED, Spread.outcome(own, false).end());
    assertEquals(Outcome.End.LOST, Spread.outcome(spark, false).end());
    assertEquals("shard 1 failed 4 times", Spread.outcome(spark, false).error());
    assertEquals(Outcome.End.INTERRUPTED, Spread.outcome(spark, true).end());
  }
}

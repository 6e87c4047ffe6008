package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class HandoverTest {
  @Test
  void whatIsLeftIsThereUntilItIsCleared() {
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[1]"))) {
      byte[] message = {1, 2, 3};
      long number = Handover.leave(spark.sc(), message);
      assertSame(message, Handover.get(number));
      Handover.clear(number);
      assertNull(Handover.get(number));
    }
  }

  @Test
  void buffersServeAgainWhereTheyFit() {
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[1]"))) {
      byte[] buffer = Handover.buffer(12_345);
      Handover.spend(spark.sc(), buffer);
      assertEquals(12_346, Handover.buffer(12_346).length);
      assertSame(buffer, Handover.buffer(12_345));
      assertNotSame(buffer, Handover.buffer(12_345), "lent to one at a time");
    }
  }
}

package org.frostml.job.spark;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.job.Problem;
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
}

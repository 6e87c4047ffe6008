package org.frostml.job.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.job.LocalCluster;
import org.frostml.job.Problem;
import org.junit.jupiter.api.Test;

class TrialRunnersTest {
  private static int slots(SparkConf conf) {
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      return TrialRunners.slots(spark);
    }
  }

  @Test
  void slotsAreThoseOfOneExecutorAndNotOfTheCluster() {
    assertEquals(1, slots(LocalCluster.conf(2)), "two executors of one core each");
    assertEquals(4, slots(Problem.conf("local[4]")));
    assertEquals(2, slots(Problem.conf("local[4]").set("spark.task.cpus", "2")));
    assertEquals(3, slots(Problem.conf("local[4]").set("spark.executor.cores", "3")));
  }
}

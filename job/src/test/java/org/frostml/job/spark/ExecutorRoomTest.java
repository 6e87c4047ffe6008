package org.frostml.job.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.job.LocalCluster;
import org.frostml.job.Problem;
import org.frostml.nn.Inputs;
import org.frostml.nn.Network;
import org.frostml.nn.Networks;
import org.frostml.nn.Shape;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExecutorRoomTest {
  private static int slots(SparkConf conf) {
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      return ExecutorRoom.of(spark).slots();
    }
  }

  @Tag("slow")
  @Test
  void slotsAreThoseOfOneExecutorAndNotOfTheCluster() {
    assertEquals(1, slots(LocalCluster.conf(2)), "two executors of one core each");
    assertEquals(4, slots(Problem.conf("local[4]")));
    assertEquals(2, slots(Problem.conf("local[4]").set("spark.task.cpus", "2")));
    assertEquals(3, slots(Problem.conf("local[4]").set("spark.executor.cores", "3")));
  }

  @Test
  void activationsThatNoExecutorHoldsAreRefusedInWords() {
    Shape in = new Shape(3, 32, 32);
    Network network = new Network(in, Networks.of("resnet18", in, 10), new SoftmaxCrossEntropy());
    Inputs inputs = new Inputs.All(in.size());
    ExecutorRoom room = new ExecutorRoom(4, 1L << 30);
    room.require(network, inputs, 1, "--driver-memory");
    assertEquals(
        "a task holds 614 MiB of activations, of 64 examples at a time, and an executor takes 2"
            + " tasks at a time, but has 1024 MiB: raise --driver-memory, or lower its cores",
        assertThrows(
                FrostException.class, () -> room.require(network, inputs, 2, "--driver-memory"))
            .getMessage());
    new ExecutorRoom(1, 1L << 30).require(network, inputs, 2, "--executor-memory");
  }
}

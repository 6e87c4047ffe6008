package org.frostml.job.spark;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.nn.Inputs;
import org.frostml.nn.Network;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What one executor has, in local mode the driver.
 *
 * @param slots tasks at a time, of the largest executor where they differ
 * @param heap bytes
 */
public record ExecutorRoom(int slots, long heap) {
  /** That of an application; waits for an executor, unless its cores are set. */
  public static ExecutorRoom of(JavaSparkContext spark) {
    return new ExecutorRoom(slots(spark), heap(spark));
  }

  /**
   * Fails where the tasks of a step, one for each shard, cannot have their activations in memory.
   */
  public static void require(JavaSparkContext spark, Network network, Inputs inputs, int shards) {
    if (shards * network.microBatches().bytes(inputs) > heap(spark)) {
      String memory = spark.isLocal() ? "--driver-memory" : "--executor-memory";
      of(spark).require(network, inputs, shards, memory);
    }
  }

  /**
   * @param memory the option that raises it
   */
  void require(Network network, Inputs inputs, int shards, String memory) {
    int tasks = Math.min(slots, shards);
    long each = network.microBatches().bytes(inputs);
    if (tasks * each > heap) {
      throw new FrostException(
          "a task holds "
              + Text.mib(each)
              + " MiB of activations, of "
              + network.microBatches().most()
              + " examples at a time, and an executor takes "
              + tasks
              + " tasks at a time, but has "
              + Text.mib(heap)
              + " MiB: raise "
              + memory
              + ", or lower its cores");
    }
  }

  private static int slots(JavaSparkContext spark) {
    SparkConf conf = spark.sc().conf();
    int cores = conf.getInt("spark.executor.cores", 0);
    if (cores == 0) {
      // YARN and Kubernetes give an executor one core, other masters all that its machine has.
      cores = spark.master().matches("(yarn|k8s:).*") ? 1 : most(spark);
    }
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }

  /** The cores of the largest executor; waits for one. */
  private static int most(JavaSparkContext spark) {
    spark.parallelize(List.of(0), 1).count();
    return CollectionConverters.asJava(spark.sc().statusStore().executorList(true)).stream()
        .mapToInt(ExecutorSummary::totalCores)
        .max()
        .orElse(1);
  }

  private static long heap(JavaSparkContext spark) {
    return spark.isLocal()
        ? Runtime.getRuntime().maxMemory()
        : spark.sc().conf().getSizeAsBytes("spark.executor.memory", "1g");
  }
}

package org.frostml.job.spark;

import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaRDD;
import org.frostml.nn.Shard;
import org.frostml.train.InOrder;
import org.frostml.train.SumCost;
import org.frostml.train.Sums;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums over shards, made where it is cheaper, or where it is said: on the driver or on executors.
 */
final class ShardSums {
  private static final Logger LOG = LoggerFactory.getLogger(ShardSums.class);

  private final SharedRun run;
  private final JavaRDD<Shard> shards;
  private final Sums sums;
  private boolean said;

  ShardSums(SharedRun run, JavaRDD<Shard> shards, Sums sums) {
    this.run = run;
    this.shards = shards;
    this.sums = sums;
  }

  /**
   * Runs a job whose results have equally many numbers.
   *
   * @param bytes of a message
   * @param numbers in it
   * @param sum what it sums up to
   * @return the bytes of all messages, wherever they are summed: what a run exchanges is not to
   *     depend on the cluster
   */
  <R> long sum(ShardJob<R> job, Slicer slicer, long bytes, long numbers, ShardSum<R> sum) {
    int count = shards.getNumPartitions();
    if (run.isNear() && sums.place() != Sums.Place.EXECUTORS) {
      // Nothing travels, and nobody need be asked how many executors there are.
      return onDriver(job, bytes, sum, size -> {});
    }
    SumCost.Load load = new SumCost.Load(count, run.executors(), run.slots(), bytes, numbers);
    if (!sums.onExecutors(load)) {
      return onDriver(job, bytes, sum, size -> {});
    }
    int slices = sums.cost().slices(load);
    if (!said) {
      said = true;
      LOG.info("executors sum over {} shards, in {} slices", count, slices);
    }
    new SlicedSum(shards, slices).sum(job, slicer, bytes, sum);
    return count * bytes;
  }

  /**
   * Runs a job and adds its results on the driver.
   *
   * @param bytes of a message, at most
   * @param seen is told how many a message has
   * @return the bytes of all messages
   */
  <R> long onDriver(ShardJob<R> job, long bytes, ShardSum<R> sum, LongConsumer seen) {
    long[] came = {0};
    InOrder<Part<R>> order =
        new InOrder<>(
            shards.getNumPartitions(),
            part -> {
              seen.accept(part.size());
              part.into(sum::add, sum::add);
            });
    job.run(
        shards,
        bytes,
        (shard, part) -> {
          came[0] += part.size();
          order.add(shard, part);
        });
    order.requireAll();
    return came[0];
  }
}

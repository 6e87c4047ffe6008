package org.frostml.job;

import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.frostml.nn.Shard;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.MiniBatches;
import org.frostml.train.Objective;
import org.frostml.train.OrderedSum;

/**
 * The objective over an RDD of shards, one job a step. A support is broadcast when it is new and
 * its handle kept: freezing is keeping the broadcast. Otherwise only the values of active
 * coordinates go down, and a gradient in their order comes back.
 */
final class SparkObjective implements Objective, AutoCloseable {
  private final JavaSparkContext spark;
  private final JavaRDD<Shard> shards;
  private final Run run;
  private final MiniBatches batches;
  private final int epochs;
  private final Exchange exchange = new Exchange();
  private Support shared;
  private Broadcast<Support> broadcast;

  SparkObjective(
      JavaSparkContext spark, JavaRDD<Shard> shards, Run run, MiniBatches batches, int epochs) {
    this.spark = spark;
    this.shards = shards;
    this.run = run;
    this.batches = batches;
    this.epochs = epochs;
  }

  /** The bytes shipped so far. */
  Exchange exchange() {
    return exchange;
  }

  @Override
  public Gradient gradient(Weights weights, Level level, long step) {
    share(weights.support());
    spark.sc().setJobDescription(describe(weights.support(), step));
    OrderedSum sum = new OrderedSum(batches.shards());
    exchange.addDenseStep(weights.support().layout(), batches.shards());
    exchange.add((long) Float.BYTES * weights.values().length, batches.shards());
    try (Values values = Values.send(spark, weights.values())) {
      new GradientJob(run, batches, broadcast, values, level, step)
          .run(
              shards,
              Gradient.class,
              (shard, gradient) -> {
                exchange.add(gradient.packedSize(), 1);
                sum.add(shard, gradient);
              });
    }
    return sum.total();
  }

  private void share(Support support) {
    if (support != shared) {
      close();
      broadcast = spark.broadcast(support);
      shared = support;
      exchange.add(support.pack().length, batches.shards());
    }
  }

  private String describe(Support support, long step) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d, step %d, density %.1f %%",
        batches.epoch(step) + 1,
        epochs,
        step % batches.stepsPerEpoch() + 1,
        100 * support.density());
  }

  /** Takes the support off the executors. */
  @Override
  public void close() {
    if (broadcast != null) {
      broadcast.destroy();
      broadcast = null;
      shared = null;
    }
  }

  /** A shard's part of a step. */
  static final class GradientJob extends ShardJob<Gradient> {
    private final Run run;
    private final MiniBatches batches;
    private final Broadcast<Support> support;
    private final Values values;
    private final Level level;
    private final long step;

    GradientJob(
        Run run,
        MiniBatches batches,
        Broadcast<Support> support,
        Values values,
        Level level,
        long step) {
      this.run = run;
      this.batches = batches;
      this.support = support;
      this.values = values;
      this.level = level;
      this.step = step;
    }

    @Override
    Gradient on(Shard shard) {
      Weights weights = new Weights(support.value(), values.get());
      return run.work(worker -> worker.gradient(shard, batches, weights, level, step));
    }
  }
}

package org.frostml.job.spark;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.frostml.nn.Shard;
import org.frostml.optim.Active;
import org.frostml.optim.ActiveCache;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Gradients;
import org.frostml.sparse.Message;
import org.frostml.sparse.Precision;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;
import org.frostml.train.Exchange;
import org.frostml.train.ExchangePrecision;
import org.frostml.train.MiniBatches;
import org.frostml.train.Objective;
import org.frostml.train.Round;
import org.frostml.train.Sums;

/**
 * The objective over an RDD of shards, one job per step or round. A support is shared when it is
 * new and its handle kept. Otherwise only the values of active coordinates go down, and a gradient,
 * or the duals of a round, come back in their order.
 */
public final class SparkObjective implements Objective, AutoCloseable {
  private final SharedRun run;
  private final ShardSums sums;
  private final boolean sparse;
  private final MiniBatches batches;
  private final ExchangePrecision precision;
  private final int epochs;
  private final Exchange exchange = new Exchange();
  private final Gradients gradients = new Gradients();
  private final ActiveCache room = new ActiveCache();
  private final long[] largest = new long[2];
  private Support support;
  private SharedSupport shared;

  /** That rounds nothing, and sums on the driver; otherwise as the other. */
  public SparkObjective(
      SharedRun run, JavaRDD<Shard> shards, boolean sparse, MiniBatches batches, int epochs) {
    this(run, shards, sparse, batches, ExchangePrecision.EXACT, Sums.DRIVER, epochs);
  }

  /**
   * @param sparse whether the shards' examples are; the driver sums then
   * @param place where sums are made
   */
  public SparkObjective(
      SharedRun run,
      JavaRDD<Shard> shards,
      boolean sparse,
      MiniBatches batches,
      ExchangePrecision precision,
      Sums place,
      int epochs) {
    this.run = run;
    this.sums = new ShardSums(run, shards, place);
    this.sparse = sparse;
    this.batches = batches;
    this.precision = precision;
    this.epochs = epochs;
  }

  /** The bytes shipped so far. */
  public Exchange exchange() {
    return exchange;
  }

  @Override
  public Gradient gradient(Weights weights, GradientScope scope, long step) {
    begin(weights.support(), step);
    Gradient sum = gradients.zero(scope, weights.support(), sparse);
    Precision up = precision.of(scope);
    FloatFormat down = precision.active();
    try (Values values = Values.send(run, weights, down)) {
      GradientJob job = new GradientJob(shared, values, batches, down, up, scope, step);
      GradientJob.Sum into = new GradientJob.Sum(sum, up);
      long came =
          sparse
              ? sums.onDriver(job, expected(sum, up), into, size -> seen(scope, size))
              : sums.sum(job, job.slicer(), sum.bytes(up), sum.values().length, into);
      count(1, values.bytes(), came);
    }
    return sum;
  }

  /**
   * Bytes of a shard's gradient, for the number of those that may wait here. Of sparse examples
   * they are not known beforehand: twice the largest that has come, or at first as if every example
   * had every feature. The numbers do not depend on it.
   */
  private long expected(Gradient sum, Precision up) {
    long most = largest[kind(sum.scope())];
    return most == 0 ? sum.mostBytes(up) : Math.min(2 * most, sum.mostBytes(up));
  }

  private void seen(GradientScope scope, long bytes) {
    largest[kind(scope)] = Math.max(largest[kind(scope)], bytes);
  }

  private static int kind(GradientScope scope) {
    return scope.parts() == 0 ? 0 : 1;
  }

  /** Sums the shards' numbers into others than the caller's, which change when all have come. */
  @Override
  public Work round(Active active, Optimizer optimizer, Round round) {
    begin(active.support(), round.first());
    FloatFormat format = precision.active();
    ByteBuffer start = Message.of(active.bytes(format));
    active.write(start, format);
    Active sum = room.of(optimizer, support);
    sum.set(active);
    sum.clear();
    RoundJob.Sum into = new RoundJob.Sum(sum, format);
    try (Values values = Values.send(run, start.array())) {
      RoundJob job = new RoundJob(shared, values, batches, format, optimizer, round);
      Slicer slicer = job.slicer();
      int bytes = Work.BYTES + active.bytes(format);
      long up = sums.sum(job, slicer, bytes, slicer.slices(support, 1).size(0), into);
      count(round.steps(), values.bytes(), up);
    }
    sum.toMean(active, batches.shards(), format);
    optimizer.mirror(sum);
    active.set(sum);
    return into.work();
  }

  /** Counts what a job that succeeded shipped: one that failed is run again, and counts then. */
  private void count(int steps, long down, long up) {
    exchange.add(support, batches.shards());
    exchange.add(down, batches.shards());
    exchange.add(up, 1);
    exchange.addDenseSteps(support.layout(), batches.shards(), steps);
  }

  /** Shares the support if it is new, and says in Spark's UI what is coming. */
  private void begin(Support current, long step) {
    if (current != support) {
      SharedSupport before = shared;
      // Should sending fail, nothing is left that is closed already.
      shared = null;
      support = null;
      shared = before == null ? SharedSupport.send(run, current) : before.next(current);
      support = current;
    }
    run.spark().sc().setJobDescription(describe(step));
  }

  private String describe(long step) {
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
    if (shared != null) {
      shared.close();
      shared = null;
      support = null;
    }
  }
}

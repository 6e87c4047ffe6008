package org.frostml.job.spark;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.frostml.nn.Shard;
import org.frostml.optim.Active;
import org.frostml.optim.ActiveCache;
import org.frostml.optim.Optimizer;
import org.frostml.random.Rng;
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
import org.frostml.train.InOrder;
import org.frostml.train.MiniBatches;
import org.frostml.train.Objective;
import org.frostml.train.Round;
import org.frostml.train.ShardWorker;

/**
 * The objective over an RDD of shards, one job per step or round. A support is shared when it is
 * new and its handle kept. Otherwise only the values of active coordinates go down, and a gradient,
 * or the duals of a round, come back in their order.
 */
public final class SparkObjective implements Objective, AutoCloseable {
  private final SharedRun run;
  private final JavaRDD<Shard> shards;
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

  /** That rounds nothing; otherwise as the other. */
  public SparkObjective(
      SharedRun run, JavaRDD<Shard> shards, boolean sparse, MiniBatches batches, int epochs) {
    this(run, shards, sparse, batches, ExchangePrecision.EXACT, epochs);
  }

  /**
   * @param sparse whether the shards' examples are
   */
  public SparkObjective(
      SharedRun run,
      JavaRDD<Shard> shards,
      boolean sparse,
      MiniBatches batches,
      ExchangePrecision precision,
      int epochs) {
    this.run = run;
    this.shards = shards;
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
      long came =
          run(
              new GradientJob(shared, values, batches, down, up, scope, step),
              expected(sum, up),
              part -> {
                seen(scope, part.size());
                part.into(result -> sum.add(result.gradient()), in -> sum.add(in, up));
              });
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
    Work[] work = {Work.NONE};
    try (Values values = Values.send(run, start.array())) {
      long up =
          run(
              new RoundJob(shared, values, batches, format, optimizer, round),
              Work.BYTES + active.bytes(format),
              part ->
                  part.into(
                      stint -> {
                        work[0] = work[0].plus(stint.work());
                        sum.add(stint.active());
                      },
                      in -> {
                        work[0] = work[0].plus(Work.read(in));
                        sum.addBack(in, format);
                      }));
      count(round.steps(), values.bytes(), up);
    }
    sum.toMean(active, batches.shards(), format);
    optimizer.mirror(sum);
    active.set(sum);
    return work[0];
  }

  /**
   * Runs a job, and hands its results on in the order of the shards.
   *
   * @param bytes of a result
   * @return the bytes of all results
   */
  private <R> long run(ShardJob<R> job, long bytes, Consumer<Part<R>> take) {
    long[] up = {0};
    InOrder<Part<R>> order = new InOrder<>(batches.shards(), take);
    job.run(
        shards,
        bytes,
        (shard, part) -> {
          up[0] += part.size();
          order.add(shard, part);
        });
    order.requireAll();
    return up[0];
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
      close();
      support = current;
      shared = SharedSupport.send(run, support);
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

  /** A shard's part of a step's gradient. */
  private record GradientResult(Gradient gradient, int shard) {}

  /** A shard's part of a step. */
  static final class GradientJob extends ShardJob<GradientResult> {
    private final MiniBatches batches;
    private final FloatFormat down;
    private final Precision up;
    private final GradientScope scope;
    private final long step;

    GradientJob(
        SharedSupport support,
        Values values,
        MiniBatches batches,
        FloatFormat down,
        Precision up,
        GradientScope scope,
        long step) {
      super(support, values);
      this.batches = batches;
      this.down = down;
      this.up = up;
      this.scope = scope;
      this.step = step;
    }

    @Override
    GradientResult on(Shard shard, ShardWorker worker, Support support, Values values) {
      Weights weights = values.on(support, down);
      return new GradientResult(
          worker.gradient(shard, batches, weights, scope, step), shard.index());
    }

    @Override
    boolean isExact() {
      return up.isExact();
    }

    @Override
    int bytes(GradientResult result) {
      return result.gradient().bytes(up);
    }

    @Override
    void write(GradientResult result, ByteBuffer out) {
      Rng draws = ExchangePrecision.draws(batches.seed(), step, result.shard());
      result.gradient().write(out, up, draws);
    }
  }

  /**
   * What a shard did in a round, and where its dual got to.
   *
   * @param start the message that the round began with
   */
  private record RoundResult(Work work, Active active, ByteBuffer start, int shard) {}

  /** A shard's part of a round: all its steps, and the dual they lead to. */
  static final class RoundJob extends ShardJob<RoundResult> {
    private final MiniBatches batches;
    private final FloatFormat format;
    private final Optimizer optimizer;
    private final Round round;

    RoundJob(
        SharedSupport support,
        Values values,
        MiniBatches batches,
        FloatFormat format,
        Optimizer optimizer,
        Round round) {
      super(support, values);
      this.batches = batches;
      this.format = format;
      this.optimizer = optimizer;
      this.round = round;
    }

    @Override
    RoundResult on(Shard shard, ShardWorker worker, Support support, Values values) {
      Active active = worker.active(optimizer, support);
      active.read(values.get(), format);
      optimizer.mirror(active);
      Work work = worker.round(shard, batches, active, optimizer, round);
      return new RoundResult(work, active, values.get(), shard.index());
    }

    @Override
    boolean isExact() {
      return format.isExact();
    }

    @Override
    int bytes(RoundResult result) {
      return Work.BYTES + result.active().bytes(format);
    }

    @Override
    void write(RoundResult result, ByteBuffer out) {
      result.work().write(out);
      Rng draws = ExchangePrecision.draws(batches.seed(), round.first(), result.shard());
      result.active().writeBack(out, result.start(), format, draws);
    }
  }
}

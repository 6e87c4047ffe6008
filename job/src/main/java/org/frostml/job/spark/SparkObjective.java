package org.frostml.job.spark;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.nn.Shard;
import org.frostml.optim.Active;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Gradients;
import org.frostml.sparse.Message;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;
import org.frostml.train.Exchange;
import org.frostml.train.InOrder;
import org.frostml.train.MiniBatches;
import org.frostml.train.Objective;
import org.frostml.train.Round;
import org.frostml.train.ShardWorker;

/**
 * The objective over an RDD of shards, one job a step or a round. A support is shared when it is
 * new and its handle kept. Otherwise only the values of active coordinates go down, and a gradient,
 * or the duals of a round, come back in their order.
 */
public final class SparkObjective implements Objective, AutoCloseable {
  private final JavaSparkContext spark;
  private final JavaRDD<Shard> shards;
  private final Run run;
  private final MiniBatches batches;
  private final int epochs;
  private final Exchange exchange = new Exchange();
  private final Gradients gradients = new Gradients();
  private Support support;
  private SharedSupport shared;

  public SparkObjective(
      JavaSparkContext spark, JavaRDD<Shard> shards, Run run, MiniBatches batches, int epochs) {
    this.spark = spark;
    this.shards = shards;
    this.run = run;
    this.batches = batches;
    this.epochs = epochs;
  }

  /** The bytes shipped so far. */
  public Exchange exchange() {
    return exchange;
  }

  @Override
  public Gradient gradient(Weights weights, GradientScope scope, long step) {
    begin(weights.support(), step, 1);
    Gradient sum = gradients.zero(scope, weights.support());
    InOrder<Part<Gradient>> order =
        new InOrder<>(batches.shards(), part -> part.into(sum::add, sum::add));
    try (Values values = Values.send(spark, weights.values())) {
      exchange.add(values.bytes(), batches.shards());
      GradientJob job = new GradientJob(shared, values, batches, scope, step);
      int wave = Wave.shards(spark.sc(), Float.BYTES * (long) sum.values().length);
      for (int from = 0; from < batches.shards(); from += wave) {
        int to = Math.min(batches.shards(), from + wave);
        job.run(shards, from, to, (shard, part) -> take(order, shard, part));
      }
    }
    order.requireAll();
    return sum;
  }

  @Override
  public Work round(Active active, Optimizer optimizer, Round round) {
    begin(active.support(), round.first(), round.steps());
    ByteBuffer start = Message.of(active.bytes());
    active.write(start);
    active.clear();
    Work[] work = {Work.NONE};
    InOrder<Part<Stint>> order =
        new InOrder<>(
            batches.shards(),
            part ->
                part.into(
                    stint -> {
                      work[0] = work[0].plus(stint.work());
                      active.add(stint.active());
                    },
                    in -> {
                      work[0] = work[0].plus(Work.read(in));
                      active.add(in);
                    }));
    try (Values values = Values.send(spark, start.array())) {
      exchange.add(values.bytes(), batches.shards());
      new RoundJob(shared, values, batches, optimizer, round)
          .run(shards, (shard, part) -> take(order, shard, part));
      order.requireAll();
    } catch (RuntimeException e) {
      // So that it can be gone on with from here.
      active.read(Message.read(start.array()));
      throw e;
    }
    active.scale(1f / batches.shards());
    optimizer.mirror(active);
    return work[0];
  }

  private <R> void take(InOrder<Part<R>> order, int shard, Part<R> part) {
    exchange.add(part.size(), 1);
    order.add(shard, part);
  }

  /** Shares the support if it is new, and says in Spark's UI what is coming. */
  private void begin(Support current, long step, int steps) {
    if (current != support) {
      close();
      support = current;
      shared = SharedSupport.send(spark, run, support);
      exchange.add(support, batches.shards());
    }
    exchange.addDenseSteps(support.layout(), batches.shards(), steps);
    spark.sc().setJobDescription(describe(step));
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

  /** A shard's part of a step. */
  static final class GradientJob extends ShardJob<Gradient> {
    private final MiniBatches batches;
    private final GradientScope scope;
    private final long step;

    GradientJob(
        SharedSupport support, Values values, MiniBatches batches, GradientScope scope, long step) {
      super(support, values);
      this.batches = batches;
      this.scope = scope;
      this.step = step;
    }

    @Override
    Gradient on(Shard shard, ShardWorker worker, Support support, Values values) {
      return worker.gradient(shard, batches, values.on(support), scope, step);
    }

    @Override
    int bytes(Gradient result) {
      return result.bytes();
    }

    @Override
    void write(Gradient result, ByteBuffer out) {
      result.write(out);
    }
  }

  /** What a shard did in a round, and where its dual got to. */
  private record Stint(Work work, Active active) {}

  /** A shard's part of a round: all its steps, and the dual they lead to. */
  static final class RoundJob extends ShardJob<Stint> {
    private final MiniBatches batches;
    private final Optimizer optimizer;
    private final Round round;

    RoundJob(
        SharedSupport support,
        Values values,
        MiniBatches batches,
        Optimizer optimizer,
        Round round) {
      super(support, values);
      this.batches = batches;
      this.optimizer = optimizer;
      this.round = round;
    }

    @Override
    Stint on(Shard shard, ShardWorker worker, Support support, Values values) {
      Active active = worker.active(optimizer, support);
      active.read(values.get());
      optimizer.mirror(active);
      return new Stint(worker.round(shard, batches, active, optimizer, round), active);
    }

    @Override
    int bytes(Stint result) {
      return Work.BYTES + result.active().bytes();
    }

    @Override
    void write(Stint result, ByteBuffer out) {
      result.work().write(out);
      result.active().write(out);
    }
  }
}

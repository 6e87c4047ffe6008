package org.frostml.train;

import java.nio.ByteBuffer;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.nn.MomentSums;
import org.frostml.nn.Network;
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
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;

/** The objective in this JVM; the same bits as on Spark. */
public final class LocalObjective implements Objective, AutoCloseable {
  private final Network network;
  private final LocalWorkers workers;
  private final MiniBatches batches;
  private final ExchangePrecision precision;
  private final List<Shard> shards;
  private final Gradients gradients = new Gradients();
  private final ActiveCache room = new ActiveCache();

  /** That rounds nothing. */
  public LocalObjective(
      Network network, Kernels kernels, int threads, MiniBatches batches, List<Shard> shards) {
    this(network, kernels, threads, batches, ExchangePrecision.EXACT, shards);
  }

  /** With workers of its own. */
  public LocalObjective(
      Network network,
      Kernels kernels,
      int threads,
      MiniBatches batches,
      ExchangePrecision precision,
      List<Shard> shards) {
    this(
        network,
        new LocalWorkers(network, kernels, Math.min(threads, shards.size())),
        batches,
        precision,
        shards);
  }

  /**
   * With workers that others may ask, too.
   *
   * @param workers closed with it
   */
  public LocalObjective(
      Network network,
      LocalWorkers workers,
      MiniBatches batches,
      ExchangePrecision precision,
      List<Shard> shards) {
    this.network = network;
    this.workers = workers;
    this.batches = batches;
    this.precision = precision;
    this.shards = shards;
  }

  @Override
  public Gradient gradient(Weights weights, GradientScope scope, long step) {
    Weights seen = seen(weights);
    if (shards.size() == 1 && precision.of(scope).isExact()) {
      return workers.first().gradient(shards.get(0), batches, seen, scope, step);
    }
    boolean sparse = shards.get(0).isSparse() && network.takesSparse();
    Gradient sum = gradients.zero(scope, weights.support(), sparse);
    workers.inWaves(
        shards,
        (worker, shard) -> worker.gradient(shard, batches, seen, scope, step),
        (part, shard) -> add(part, sum, step, shard));
    return sum;
  }

  /** The weights as shards get them. */
  private Weights seen(Weights weights) {
    return precision.active().isExact()
        ? weights
        : new Weights(
            weights.support(), precision.active().nearest(weights.values()), weights.moments());
  }

  /** Adds a shard's gradient as it would arrive. */
  private void add(Gradient part, Gradient sum, long step, Shard shard) {
    Precision of = precision.of(part.scope());
    if (of.isExact()) {
      sum.add(part);
      return;
    }
    ByteBuffer message = Message.of(part.bytes(of));
    part.write(message, of, ExchangePrecision.draws(batches.seed(), step, shard.index()));
    sum.add(message.flip(), of);
  }

  /** A shard's numbers after a round, and what it did. */
  private record Done(Active active, Work work) {}

  @Override
  public Work round(Active active, Optimizer optimizer, Round round) {
    FloatFormat format = precision.active();
    ByteBuffer start = Message.of(active.bytes(format));
    active.write(start, format);
    Work[] total = {Work.NONE};
    // The caller's numbers change when all have come.
    Active sum = room.of(optimizer, active.support());
    sum.set(active);
    sum.clear();
    workers.inWaves(
        shards,
        (worker, shard) -> {
          Active mine = worker.active(optimizer, active.support());
          mine.read(Message.read(start.array()), format);
          optimizer.mirror(mine);
          return new Done(mine, worker.round(shard, batches, mine, optimizer, round));
        },
        (done, shard) -> {
          ByteBuffer back = Message.of(done.active.bytes(format));
          done.active.writeBack(
              back,
              Message.read(start.array()),
              format,
              ExchangePrecision.draws(batches.seed(), round.first(), shard.index()));
          sum.addBack(back.flip(), format);
          total[0] = total[0].plus(done.work);
        });
    sum.toMean(active, shards.size(), format);
    optimizer.mirror(sum);
    active.set(sum);
    return total[0];
  }

  /**
   * The moments of the network's batch norms.
   *
   * @param sample examples of each shard at most, drawn, always the same
   */
  public MomentSums moments(Weights weights, int sample) {
    MomentSums sum = MomentSums.none(network);
    workers.inWaves(
        shards,
        (worker, shard) -> worker.moments(shard, weights, sample),
        (part, shard) -> sum.add(part));
    return sum;
  }

  @Override
  public void close() {
    workers.close();
  }
}

package org.frostml.train;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
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
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;

/**
 * The objective and the evaluator in this JVM; the same bits as on Spark. As many shards are worked
 * on at once as there are threads, one thread each.
 */
public final class LocalObjective implements Objective, AutoCloseable {
  private final Network network;
  private final List<ShardWorker> workers;
  private final Team team;
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

  public LocalObjective(
      Network network,
      Kernels kernels,
      int threads,
      MiniBatches batches,
      ExchangePrecision precision,
      List<Shard> shards) {
    this.network = network;
    this.batches = batches;
    this.precision = precision;
    this.shards = shards;
    int count = Math.min(threads, shards.size());
    team = new Team(count);
    workers =
        IntStream.range(0, count).mapToObj(i -> new ShardWorker(network, kernels, 1)).toList();
  }

  @Override
  public Gradient gradient(Weights weights, GradientScope scope, long step) {
    Weights seen = seen(weights);
    if (shards.size() == 1 && precision.of(scope).isExact()) {
      return workers.get(0).gradient(shards.get(0), batches, seen, scope, step);
    }
    boolean sparse = shards.get(0).isSparse() && network.takesSparse();
    Gradient sum = gradients.zero(scope, weights.support(), sparse);
    Gradient[] parts = new Gradient[workers.size()];
    inWaves(
        (i, shard) -> parts[i] = workers.get(i).gradient(shard, batches, seen, scope, step),
        (i, shard) -> add(parts[i], sum, step, shard));
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

  @Override
  public Work round(Active active, Optimizer optimizer, Round round) {
    FloatFormat format = precision.active();
    ByteBuffer start = Message.of(active.bytes(format));
    active.write(start, format);
    Work[] parts = new Work[workers.size()];
    Work[] total = {Work.NONE};
    // The caller's numbers change when all have come.
    Active sum = room.of(optimizer, active.support());
    sum.set(active);
    sum.clear();
    inWaves(
        (i, shard) -> {
          Active mine = workers.get(i).active(optimizer, active.support());
          mine.read(Message.read(start.array()), format);
          optimizer.mirror(mine);
          parts[i] = workers.get(i).round(shard, batches, mine, optimizer, round);
        },
        (i, shard) -> {
          Active mine = workers.get(i).active(optimizer, active.support());
          ByteBuffer back = Message.of(mine.bytes(format));
          mine.writeBack(
              back,
              Message.read(start.array()),
              format,
              ExchangePrecision.draws(batches.seed(), round.first(), shard.index()));
          sum.addBack(back.flip(), format);
          total[0] = total[0].plus(parts[i]);
        });
    sum.toMean(active, shards.size(), format);
    optimizer.mirror(sum);
    active.set(sum);
    return total[0];
  }

  /**
   * The moments of the network's batch norms.
   *
   * @param sample of each shard, its first examples
   */
  public MomentSums moments(Weights weights, int sample) {
    MomentSums sum = MomentSums.none(network);
    MomentSums[] parts = new MomentSums[workers.size()];
    inWaves(
        (i, shard) -> parts[i] = workers.get(i).moments(shard, weights, sample),
        (i, shard) -> sum.add(parts[i]));
    return sum;
  }

  /**
   * Works on as many shards as there are workers at once, then takes the results in the order of
   * the shards, and so on with the next ones.
   */
  private void inWaves(BiConsumer<Integer, Shard> work, BiConsumer<Integer, Shard> take) {
    for (int first = 0; first < shards.size(); first += workers.size()) {
      int begin = first;
      int count = Math.min(workers.size(), shards.size() - first);
      team.share(
          count,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              work.accept(i, shards.get(begin + i));
            }
          });
      for (int i = 0; i < count; i++) {
        take.accept(i, shards.get(begin + i));
      }
    }
  }

  @Override
  public void close() {
    team.close();
    workers.forEach(ShardWorker::close);
  }

  /** An evaluator on held-out shards. */
  public static Evaluator evaluator(Network network, Kernels kernels, List<Shard> heldOut) {
    return new HeldOut(new ShardWorker(network, kernels, 1), heldOut);
  }

  private record HeldOut(ShardWorker worker, List<Shard> shards) implements Evaluator {
    @Override
    public Score score(Weights weights) {
      return shards.stream()
          .map(shard -> worker.score(shard, weights))
          .reduce(Score.NONE, Score::plus);
    }

    @Override
    public Evaluated evaluate(Weights weights) {
      return Evaluated.sum(
          shards.stream().map(shard -> worker.evaluate(shard, weights)).toArray(Evaluated[]::new));
    }
  }
}

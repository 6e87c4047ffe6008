package org.frostml.train;

import java.util.Optional;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.nn.Augmentation;
import org.frostml.nn.AugmentedBatch;
import org.frostml.nn.MicroBatches;
import org.frostml.nn.MomentSums;
import org.frostml.nn.Network;
import org.frostml.nn.Rows;
import org.frostml.nn.Shard;
import org.frostml.nn.Tape;
import org.frostml.optim.Active;
import org.frostml.optim.ActiveCache;
import org.frostml.optim.Optimizer;
import org.frostml.random.Permutation;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Gradients;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;

/**
 * What it takes to work on a shard: the network, the kernels, threads, and buffers that live from
 * step to step. One piece of work at a time.
 */
public final class ShardWorker implements AutoCloseable {
  /** Not a path of other draws, which begin with a run's seed. */
  private static final long SAMPLE = -2;

  private final Network network;
  private final MicroBatches micro;
  private final Kernels kernels;
  private final Kernels exact;
  private final Team team;
  private final Tape tape;
  private final Gradients gradients = new Gradients();
  private final ActiveCache room = new ActiveCache();
  private AugmentedBatch augmented;
  private int[] rows = new int[0];

  /**
   * @param kernels that gradients are made by; scores are by the same that round nothing
   * @param threads that share every pass
   */
  public ShardWorker(Network network, Kernels kernels, int threads) {
    this.network = network;
    micro = network.microBatches();
    this.kernels = kernels;
    exact = kernels.exact();
    team = new Team(threads);
    tape = new Tape(network, micro.most());
  }

  /**
   * The shard's part of a step's gradient, a sum over its slice of what the step computes. Good
   * until the worker's next piece of work.
   */
  public Gradient gradient(
      Shard shard, MiniBatches batches, Weights weights, GradientScope scope, long step) {
    int count = batches.perShard(shard.examples(), scope.batches());
    reserve(count);
    batches.rows(shard.index(), shard.examples(), step, scope.batches(), rows);
    boolean sparse = shard.isSparse() && network.takesSparse();
    Gradient gradient = gradients.zero(scope, weights.support(), sparse);
    tape.renew();
    for (int part = 0; part < micro.count(count); part++) {
      load(shard, batches, step, micro.cut(count, part), micro.cut(count, part + 1));
      network.gradient(kernels, team, weights, tape, gradient);
    }
    return gradient;
  }

  /** Loads examples to learn from, augmented where they are to be, and draws what is dropped. */
  private void load(Shard shard, MiniBatches batches, long step, int from, int to) {
    long seed = batches.seed();
    int epoch = batches.epoch(step);
    Augmentation augmentation = batches.augmentation();
    if (augmentation.isNone()) {
      tape.load(shard, rows, from, to);
    } else {
      if (augmented == null) {
        augmented = new AugmentedBatch(network.in(), micro.most());
      }
      Rows features = augmented.of(augmentation, shard, rows, from, to, seed, epoch);
      tape.load(shard, rows, from, to, features);
    }
    tape.draw(seed, epoch, shard.index(), rows, from, to);
  }

  /**
   * The moments of the network's batch norms on some of the shard's examples, the same ones always.
   * They are drawn: a shard keeps the order of its source, which may be that of the classes.
   *
   * @param sample examples at most
   */
  public MomentSums moments(Shard shard, Weights weights, int sample) {
    MomentSums sums = MomentSums.none(network);
    int count = Math.min(sample, shard.examples());
    Permutation order = new Permutation(shard.examples(), SAMPLE, shard.index());
    reserve(count);
    for (int i = 0; i < count; i++) {
      rows[i] = order.at(i);
    }
    tape.renew();
    for (int part = 0; part < micro.count(count); part++) {
      tape.load(shard, rows, micro.cut(count, part), micro.cut(count, part + 1));
      network.moments(exact, team, weights, tape, sums);
    }
    return sums;
  }

  /**
   * The worker's own numbers on a support, to be set to a round's start. Good until it is asked for
   * those on another.
   */
  public Active active(Optimizer optimizer, Support support) {
    return room.of(optimizer, support);
  }

  /** Takes a round's steps on the shard alone, moving {@code active}. */
  public Work round(
      Shard shard, MiniBatches batches, Active active, Optimizer optimizer, Round round) {
    Work work = Work.NONE;
    for (int i = 0; i < round.steps(); i++) {
      Gradient g =
          gradient(shard, batches, active.weights(), GradientScope.COARSE, round.first() + i);
      work = work.plus(g.work());
      g.scale(g.work().score().toMean());
      optimizer.coarse(active, g.active(), round.rates()[i]);
    }
    return work;
  }

  /** The score on the whole shard. */
  public Score score(Shard shard, Weights weights) {
    return score(shard, (from, to) -> network.score(exact, team, weights, tape));
  }

  /** The score on the whole shard, and what the network predicts for it, in the same pass. */
  public Evaluated evaluate(Shard shard, Weights weights) {
    Evaluation evaluation = Evaluation.none(network.loss(), network.outputs(), shard.targets());
    float[] predictions = new float[micro.most() * network.outputs()];
    Score score =
        score(
            shard,
            (from, to) -> {
              Score tile = network.score(exact, team, weights, tape, predictions);
              for (int i = from; i < to; i++) {
                int at = (i - from) * network.outputs();
                evaluation.add(shard.targets(), shard.row(i), predictions, at);
              }
              return tile;
            });
    return new Evaluated(score, Optional.of(evaluation));
  }

  /** Scores the examples from one to another, which are on the tape. */
  private interface TileScore {
    Score score(int from, int to);
  }

  private Score score(Shard shard, TileScore tile) {
    rows(shard);
    tape.renew();
    Score score = Score.NONE;
    int count = shard.examples();
    for (int part = 0; part < micro.count(count); part++) {
      int from = micro.cut(count, part);
      int to = micro.cut(count, part + 1);
      tape.load(shard, rows, from, to);
      score = score.plus(tile.score(from, to));
    }
    return score;
  }

  /** Numbers the examples of a shard. */
  private void rows(Shard shard) {
    reserve(shard.examples());
    for (int i = 0; i < shard.examples(); i++) {
      rows[i] = i;
    }
  }

  private void reserve(int count) {
    if (rows.length < count) {
      rows = new int[count];
    }
  }

  @Override
  public void close() {
    team.close();
  }
}

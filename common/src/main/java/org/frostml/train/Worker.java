package org.frostml.train;

import org.frostml.kernel.Kernels;
import org.frostml.nn.Batch;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.nn.Tape;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Level;
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;

/**
 * What one thread needs to work on a shard: the network, the kernels, and buffers that live from
 * step to step.
 */
public final class Worker {
  /**
   * Examples that pass through the network at once: wide enough for full registers, small enough
   * for the caches.
   */
  private static final int TILE = 128;

  private final Network network;
  private final Kernels kernels;
  private final Batch batch;
  private final Tape tape;
  private int[] rows = new int[0];

  public Worker(Network network, Kernels kernels) {
    this.network = network;
    this.kernels = kernels;
    batch = new Batch(network.inputs(), TILE);
    tape = new Tape(network, TILE);
  }

  /** The shard's part of a step's gradient, a sum over its slice of the mini-batch. */
  public Gradient gradient(
      Shard shard, MiniBatches batches, Weights weights, Level level, long step) {
    int count = batches.perShard();
    reserve(count);
    batches.rows(shard.index(), shard.examples(), step, rows);
    Gradient gradient = Gradient.zero(level, weights.support());
    for (int from = 0; from < count; from += TILE) {
      batch.load(shard, rows, from, Math.min(count, from + TILE));
      network.gradient(kernels, weights, batch, tape, gradient);
    }
    return gradient;
  }

  /** The score on the whole shard. */
  public Score score(Shard shard, Weights weights) {
    reserve(shard.examples());
    for (int i = 0; i < shard.examples(); i++) {
      rows[i] = i;
    }
    Score score = Score.NONE;
    for (int from = 0; from < shard.examples(); from += TILE) {
      batch.load(shard, rows, from, Math.min(shard.examples(), from + TILE));
      score = score.plus(network.score(kernels, weights, batch, tape));
    }
    return score;
  }

  private void reserve(int count) {
    if (rows.length < count) {
      rows = new int[count];
    }
  }
}

package org.frostml.train;

import java.io.Serializable;
import java.util.Arrays;
import org.frostml.FrostException;
import org.frostml.nn.Augmentation;
import org.frostml.random.Permutation;

/**
 * Which examples a step sees, and how. Every shard gives its equal part of the mini-batch, from a
 * permutation of its own for every epoch; what does not fill a mini-batch sits the epoch out.
 *
 * @param batchSize examples per step, all shards together; a multiple of {@code shards}
 * @param examples training examples, all shards together
 * @param augmentation of the examples; an epoch sees each in one form
 */
public record MiniBatches(
    long seed, int batchSize, int shards, int examples, Augmentation augmentation)
    implements Serializable {
  public MiniBatches {
    if (shards < 1) {
      throw new FrostException("shards must be >= 1: " + shards);
    }
    requireEqualParts(batchSize, shards);
    if (batchSize > examples) {
      throw new FrostException(
          "batchSize "
              + batchSize
              + " is larger than the "
              + examples
              + " training examples: lower batchSize");
    }
  }

  /** Of examples as they are. */
  public MiniBatches(long seed, int batchSize, int shards, int examples) {
    this(seed, batchSize, shards, examples, Augmentation.NONE);
  }

  /** Fails unless every shard can give an equal part of a mini-batch. */
  public static void requireEqualParts(int batchSize, int shards) {
    if (batchSize < 1 || batchSize % shards != 0) {
      throw new FrostException(
          "batchSize must be a multiple of shards, because every shard gives an equal part: batchSize "
              + batchSize
              + ", shards "
              + shards);
    }
  }

  public int stepsPerEpoch() {
    return examples / batchSize;
  }

  /** Examples a shard gives to a step. */
  public int perShard() {
    return batchSize / shards;
  }

  public int epoch(long step) {
    return (int) (step / stepsPerEpoch());
  }

  /** Examples a shard of that size gives to a gradient over so many mini-batches; 0: all it has. */
  public int perShard(int shardSize, int batches) {
    return batches == 0 ? shardSize : Math.multiplyExact(batches, perShard());
  }

  /**
   * Writes the row numbers of what a shard gives to a step, {@link #perShard(int, int)} of them.
   *
   * @param batches mini-batches from the step's own on, the epoch taken as a ring; 0: all rows
   */
  public void rows(int shard, int shardSize, long step, int batches, int[] rows) {
    if (batches == 0) {
      Arrays.setAll(rows, i -> i);
      return;
    }
    Permutation shuffled = new Permutation(shardSize, seed, shard, epoch(step));
    int first = (int) (step % stepsPerEpoch());
    for (int i = 0; i < batches * perShard(); i++) {
      int batch = (first + i / perShard()) % stepsPerEpoch();
      rows[i] = shuffled.at(batch * perShard() + i % perShard());
    }
  }
}

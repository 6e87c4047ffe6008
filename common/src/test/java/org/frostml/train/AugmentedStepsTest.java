package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Augmentation;
import org.frostml.nn.AugmentedBatch;
import org.frostml.nn.Flip;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.Shard;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.nn.Targets;
import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;

/** Steps learn from augmented images; scores are of images as they are. */
class AugmentedStepsTest {
  private static final Shape SHAPE = new Shape(2, 6, 6);
  private static final Network NETWORK =
      Network.mlp(SHAPE, List.of(9), 3, new SoftmaxCrossEntropy());
  private static final Augmentation HOW = new Augmentation(2, Flip.RANDOM, 2);
  private static final int EXAMPLES = 300;
  private static final MiniBatches PLAIN = new MiniBatches(5, 20, 2, 2 * EXAMPLES);
  private static final MiniBatches AUGMENTED = new MiniBatches(5, 20, 2, 2 * EXAMPLES, HOW);

  private static final Shard SHARD = shard();
  private static final Weights WEIGHTS = weights();

  private static Shard shard() {
    Rng rng = new Rng(1);
    byte[] pixels = new byte[EXAMPLES * SHAPE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) rng.nextInt(256);
    }
    int[] labels = new int[EXAMPLES];
    Arrays.setAll(labels, i -> i % 3);
    return shard(pixels, labels);
  }

  private static Shard shard(byte[] pixels, int... labels) {
    return new Shard.Packed(
        1,
        new Rows.Bytes(SHAPE.size(), pixels),
        new Targets.Classes(labels),
        new Scaling.PerChannel(36, new float[] {0.5f, 0.4f}, new float[] {0.3f, 0.3f}));
  }

  private static Weights weights() {
    float[] theta = new Init(0.4, 1, 1).theta(NETWORK, 2);
    Support support = Support.of(NETWORK.layout(), 0, theta);
    return new Weights(support, support.restrict(theta));
  }

  private static ShardWorker worker() {
    return new ShardWorker(NETWORK, Kernels.named("vector"), 1);
  }

  private static float[] gradient(
      Shard shard, MiniBatches batches, GradientScope scope, long step) {
    try (ShardWorker worker = worker()) {
      Gradient gradient = worker.gradient(shard, batches, WEIGHTS, scope, step);
      return gradient.values().clone();
    }
  }

  /** The shard whose rows are what the others become in an epoch. */
  private static Shard augmented(int epoch) {
    int[] which = new int[EXAMPLES];
    Arrays.setAll(which, i -> i);
    AugmentedBatch batch = new AugmentedBatch(SHAPE, EXAMPLES);
    Rows.Bytes augmented = (Rows.Bytes) batch.of(HOW, SHARD, which, 0, EXAMPLES, 5, epoch);
    byte[] x = augmented.x();
    return shard(x, ((Targets.Classes) SHARD.targets()).labels());
  }

  /** Coarse, fine, over several mini-batches and over all, more of them than pass at once. */
  @Test
  void aStepIsOneOnTheAugmentedShard() {
    for (long step : new long[] {0, 29, 30, 75}) {
      Shard by = augmented(AUGMENTED.epoch(step));
      for (GradientScope scope :
          List.of(
              GradientScope.COARSE,
              GradientScope.FINE,
              new GradientScope(0, 1, 4),
              new GradientScope(0, 1, 0))) {
        float[] expected = gradient(by, PLAIN, scope, step);
        assertArrayEquals(expected, gradient(SHARD, AUGMENTED, scope, step), scope + " " + step);
        assertFalse(Arrays.equals(expected, gradient(SHARD, PLAIN, scope, step)), "it matters");
      }
    }
  }

  @Test
  void aScoreIsOfImagesAsTheyAre() {
    try (ShardWorker worker = worker();
        ShardWorker other = worker()) {
      worker.gradient(SHARD, AUGMENTED, WEIGHTS, GradientScope.COARSE, 3);
      assertEquals(other.score(SHARD, WEIGHTS), worker.score(SHARD, WEIGHTS));
      assertEquals(other.evaluate(SHARD, WEIGHTS).score(), worker.evaluate(SHARD, WEIGHTS).score());
    }
  }
}

package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.Shard;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.nn.Tape;
import org.frostml.nn.Targets;
import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;

/** Steps learn from what dropouts leave; what is dropped is an example's own; scores drop none. */
class DroppedStepsTest {
  private static final int EXAMPLES = 300;
  private static final Shape SHAPE = new Shape(2, 3, 3);
  private static final String LAYERS =
      "conv(3,3) relu dropout(0.3) flatten dense(9) relu dropout(0.5) dense(3)";

  /** Everything, in epochs 0 and 1. */
  private static final GradientScope ALL = new GradientScope(0, 1, 0);

  private static final MiniBatches BATCHES = new MiniBatches(5, 20, 2, 2 * EXAMPLES);

  private static Network network(String layers) {
    return Network.parse(SHAPE, layers, new SoftmaxCrossEntropy());
  }

  private static Weights weights(Network network) {
    float[] theta = new Init(0.8, 1, 1).theta(network, 2);
    Support support = Support.of(network.layout(), 0, theta);
    return new Weights(support, support.restrict(theta));
  }

  private static Shard shard(int index, float[] x) {
    int[] labels = new int[x.length / SHAPE.size()];
    Arrays.setAll(labels, i -> i % 3);
    return new Shard.Packed(
        index, new Rows.Floats(SHAPE.size(), x), new Targets.Classes(labels), new Scaling.None());
  }

  private static float[] random() {
    float[] x = new float[EXAMPLES * SHAPE.size()];
    Rng rng = new Rng(1);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) rng.nextGaussian();
    }
    return x;
  }

  private static float[] gradient(int shard, MiniBatches batches, long step) {
    Network network = network(LAYERS);
    try (ShardWorker worker = new ShardWorker(network, Kernels.named("vector"), 1)) {
      Gradient gradient =
          worker.gradient(shard(shard, random()), batches, weights(network), ALL, step);
      return gradient.values().clone();
    }
  }

  @Test
  void seedEpochAndShardDecideWhatIsDropped() {
    float[] once = gradient(0, BATCHES, 0);
    assertArrayEquals(once, gradient(0, BATCHES, 29), "another step of the epoch");
    assertFalse(Arrays.equals(once, gradient(0, BATCHES, 30)), "another epoch");
    assertFalse(Arrays.equals(once, gradient(1, BATCHES, 0)), "another shard");
    MiniBatches other = new MiniBatches(6, 20, 2, 2 * EXAMPLES);
    assertFalse(Arrays.equals(once, gradient(0, other, 0)), "another seed");
  }

  @Test
  void scoresDropNothing() {
    Network network = network(LAYERS);
    Network without = network(LAYERS.replaceAll(" dropout\\(0..\\)", ""));
    Shard shard = shard(0, random());
    try (ShardWorker worker = new ShardWorker(network, Kernels.named("vector"), 1);
        ShardWorker plain = new ShardWorker(without, Kernels.named("vector"), 1)) {
      worker.gradient(shard, BATCHES, weights(network), GradientScope.COARSE, 3);
      assertEquals(plain.score(shard, weights(without)), worker.score(shard, weights(network)));
      assertEquals(
          plain.evaluate(shard, weights(without)).score(),
          worker.evaluate(shard, weights(network)).score());
    }
  }

  @Test
  void noStepForgetsToDraw() {
    Network network = network(LAYERS);
    Tape tape = new Tape(network, 16);
    tape.load(shard(0, random()), new int[] {3, 1, 2}, 0, 3);
    Weights weights = weights(network);
    try (Team team = new Team(1)) {
      Gradient gradient = Gradient.zero(GradientScope.FINE, weights.support());
      assertEquals(
          "a batch to learn from has 3 examples, but 0 are drawn for",
          assertThrows(
                  IllegalStateException.class,
                  () -> network.gradient(Kernels.named("scalar"), team, weights, tape, gradient))
              .getMessage());
    }
  }
}

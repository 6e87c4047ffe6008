package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.Shard;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.nn.Targets;
import org.frostml.random.Rng;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;

class SampledMomentsTest {
  private static final Shape IN = new Shape(1, 4, 4);
  private static final int EXAMPLES = 1024;

  /** Pixels about 0 in the first half, which is one class, and about 1 in the other. */
  private static Shard byClass() {
    Rng rng = new Rng(3);
    float[] x = new float[EXAMPLES * IN.size()];
    int[] labels = new int[EXAMPLES];
    for (int e = 0; e < EXAMPLES; e++) {
      labels[e] = 2 * e / EXAMPLES;
      for (int i = 0; i < IN.size(); i++) {
        x[e * IN.size() + i] = (float) (labels[e] + 0.1 * rng.nextGaussian());
      }
    }
    return new Shard.Packed(
        0, new Rows.Floats(IN.size(), x), new Targets.Classes(labels), new Scaling.None());
  }

  /** The mean of all is 0.5, and their variance 0.25 + 0.01. */
  @Test
  void ofExamplesInTheOrderOfTheirClassesTheyAreOfAllClasses() {
    Network network = Network.parse(IN, "conv(1,1) bn flatten dense(2)", new SoftmaxCrossEntropy());
    float[] theta = new float[network.layout().size()];
    Arrays.fill(theta, 1);
    Weights weights = new Weights(Support.full(network.layout(), 0), theta);
    try (LocalObjective objective =
        new LocalObjective(
            network,
            Kernels.named("scalar"),
            1,
            new MiniBatches(1, 64, 1, EXAMPLES),
            List.of(byClass()))) {
      float[] moments = objective.moments(weights, 256).means();
      assertEquals(0.5, moments[0], 0.1);
      assertEquals(0.26, moments[1], 0.03);
    }
  }
}

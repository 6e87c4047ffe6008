package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Shard;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels that round take part in steps, and in nothing that is reported of a model. */
class RoundedStepsTest {
  private static final List<Shard> SHARDS = Clouds.shards(1, 48);
  private static final MiniBatches BATCHES = new MiniBatches(1, 48, 1, 48);

  private static Weights weights() {
    float[] theta = new Init(0.5, 1, 1).theta(Clouds.NETWORK, 2);
    // No block is so full that it runs dense, which rounds nothing.
    for (int j = 0; j < theta.length; j++) {
      theta[j] = j % 3 == 0 ? theta[j] : 0;
    }
    Support support = Support.of(Clouds.NETWORK.layout(), 0, theta);
    return new Weights(support, support.restrict(theta));
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void gradientsAreRoundedScoresAreNot(String name) {
    Weights weights = weights();
    Kernels kernels = Kernels.named(name);
    try (ShardWorker exact = new ShardWorker(Clouds.NETWORK, kernels, 1);
        ShardWorker rounding = new ShardWorker(Clouds.NETWORK, kernels.rounded(), 1)) {
      assertEquals(exact.score(SHARDS.get(0), weights), rounding.score(SHARDS.get(0), weights));
      Gradient g = exact.gradient(SHARDS.get(0), BATCHES, weights, GradientScope.COARSE, 0);
      Gradient h = rounding.gradient(SHARDS.get(0), BATCHES, weights, GradientScope.COARSE, 0);
      assertEquals(g.work().flops(), h.work().flops());
      double size = 0;
      double error = 0;
      for (int p = 0; p < g.values().length; p++) {
        size += Math.pow(g.values()[p], 2);
        error += Math.pow(g.values()[p] - h.values()[p], 2);
      }
      assertNotEquals(0, error);
      assertTrue(error < 1e-4 * size, error + " of " + size);
    }
  }
}

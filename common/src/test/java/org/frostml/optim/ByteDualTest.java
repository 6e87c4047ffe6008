package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.frostml.kernel.Team;
import org.frostml.nn.Network;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteDualTest {
  private static final Layout LAYOUT = Network.mlp(60, List.of(40, 20), 10).layout();

  private static LinBreg rule(DensityControl density, DualPrecision duals) {
    return new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), density, duals);
  }

  private static LinBreg rounded(long seed) {
    return rule(new DensityControl.Quantile(0.1), new DualPrecision(true, seed));
  }

  private static OptimState begin(Layout layout, LinBreg rule) {
    float[] theta = new float[layout.size()];
    for (int j = 0; j < theta.length; j += 50) {
      theta[j] = 0.1f;
    }
    return rule.init(layout, theta);
  }

  private static void fine(LinBreg rule, OptimState state, GradientScope scope, long seed) {
    Gradient gradient = Gradient.zero(scope, state.support());
    Rng draws = new Rng(seed);
    for (int k = 0; k < gradient.values().length; k++) {
      gradient.values()[k] = (float) draws.nextGaussian();
    }
    rule.fine(state, gradient, StepContext.of(0.1f));
  }

  /** What is lost is less than a unit a step, and of mean zero over seeds. */
  @Test
  void followsTheExactDualInTheMean() {
    LinBreg exact = rule(new DensityControl.FixedLambda(2), DualPrecision.EXACT);
    OptimState floats = begin(LAYOUT, exact);
    int seeds = 400;
    int steps = 5;
    double[] mean = new double[LAYOUT.size()];
    for (int step = 0; step < steps; step++) {
      fine(exact, floats, GradientScope.FINE, step);
    }
    double largest = 0;
    for (int seed = 0; seed < seeds; seed++) {
      LinBreg rule = rule(new DensityControl.FixedLambda(2), new DualPrecision(true, seed));
      OptimState state = begin(LAYOUT, rule);
      for (int step = 0; step < steps; step++) {
        fine(rule, state, GradientScope.FINE, step);
      }
      float[] dual = state.dual();
      for (int j = 0; j < dual.length; j++) {
        mean[j] += dual[j] / seeds;
        largest = Math.max(largest, Math.abs(dual[j] - floats.dual()[j]));
      }
    }
    double unit = 2 * 1.25 / 127;
    assertTrue(largest > unit / 2, "nothing was rounded");
    double most = largest;
    assertTrue(most < steps * unit, () -> "an error of " + most);
    float[] expected = floats.dual();
    double deviation = unit / 2 * Math.sqrt(steps) / Math.sqrt(seeds);
    for (int j = 0; j < mean.length; j++) {
      assertEquals(expected[j], mean[j], 6 * deviation, "coordinate " + j);
    }
  }

  @Test
  void isInItsBoxOffTheSupport() {
    LinBreg rule = rounded(1);
    OptimState state = begin(LAYOUT, rule);
    for (int step = 0; step < 30; step++) {
      fine(rule, state, GradientScope.FINE, step);
      assertEquals(DensityControl.keep(0.1, LAYOUT.weights()), state.support().weights(), 3);
      float[] dual = state.dual();
      boolean[] active = new boolean[LAYOUT.size()];
      Arrays.stream(state.support().coordinates()).forEach(j -> active[j] = true);
      for (int j = 0; j < dual.length; j++) {
        // A unit more, by which a number at the border may have been rounded up.
        float most = state.lambda() * (1 + 2.5f / 127);
        assertTrue(active[j] || Math.abs(dual[j]) <= most, dual[j] + " at " + j);
      }
    }
  }

  @Test
  void stripesThatAreNotSeenKeepTheirNumbers() {
    LinBreg rule = rule(new DensityControl.FixedLambda(1), new DualPrecision(true, 1));
    OptimState state = begin(LAYOUT, rule);
    fine(rule, state, GradientScope.FINE, 1);
    float[] before = state.dual();
    Support active = state.support();
    fine(rule, state, new GradientScope(0, 2, 1), 2);
    float[] after = state.dual();
    Block block = LAYOUT.blocks().get(0);
    int moved = 0;
    for (int j = block.offset(); j < block.end(); j++) {
      if (j < block.offset() + block.size() / 2) {
        moved += before[j] != after[j] ? 1 : 0;
      } else if (active.coordinate(active.position(j)) != j) {
        assertEquals(before[j], after[j], "coordinate " + j);
      }
    }
    assertTrue(moved > block.size() / 4, "nothing moved");
  }

  /** Above the size from which threads share. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anyThreadsGiveTheSameBits(boolean rounds) {
    Layout large = Network.mlp(600, List.of(500, 300), 10).layout();
    LinBreg rule = rule(new DensityControl.Quantile(0.05), new DualPrecision(rounds, 7));
    float[] expected = null;
    for (int threads : new int[] {1, 2, 3, 8}) {
      OptimState state = begin(large, rule);
      try (Team team = new Team(threads)) {
        state.share(team);
        for (int step = 0; step < 4; step++) {
          fine(rule, state, GradientScope.FINE, step);
        }
      }
      float[] dual = state.dual();
      if (expected == null) {
        expected = dual;
      }
      assertArrayEquals(expected, dual, threads + " threads");
      assertTrue(state.support().weights() > 20_000, "nothing lives");
    }
  }

  @Test
  void seedsRoundOtherwise() {
    float[][] duals = new float[2][];
    for (int seed = 0; seed < 2; seed++) {
      LinBreg rule = rounded(seed);
      OptimState state = begin(LAYOUT, rule);
      fine(rule, state, GradientScope.FINE, 1);
      duals[seed] = state.dual();
    }
    assertTrue(!Arrays.equals(duals[0], duals[1]));
  }
}

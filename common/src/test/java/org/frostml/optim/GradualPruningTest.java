package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradualPruningTest {
  /** Shares at which a smaller total rounds up a layer that a larger one does not. */
  private static final Layout LAYOUT =
      SparsityDistributionTest.layout(
          new int[] {9, 2, 9, 5}, new int[] {1, 1, 1, 4}, 1, 2, 0.5f, 0);

  private static OptimState begin(GradualPruning rule) {
    float[] theta0 = new float[LAYOUT.size()];
    Rng rng = new Rng(3);
    for (int j = 0; j < theta0.length; j++) {
      theta0[j] = (float) rng.nextGaussian();
    }
    OptimState state = rule.init(LAYOUT, theta0);
    assertArrayEquals(theta0, state.theta(), "a dense network to begin with");
    return state;
  }

  private static void fine(GradualPruning rule, OptimState state, double progress, boolean last) {
    Gradient nothing = Gradient.zero(GradientScope.COARSE, state.support());
    rule.fine(state, nothing, new StepContext(0.1f, progress, last));
  }

  @ParameterizedTest
  @EnumSource
  void followsTheCubicScheduleToTheWeight(SparsityDistribution spread) {
    for (double target : new double[] {0.05, 0.2, 0.5}) {
      GradualPruning rule = new GradualPruning(new MomentumStep(0.5f, 0), target, spread, 0.2, 0.8);
      OptimState state = begin(rule);
      for (int step = 0; step <= 100; step++) {
        double progress = step / 100.0;
        Support before = state.support();
        fine(rule, state, progress, false);
        double left = Math.min(1, Math.max(0, 1 - (progress - 0.2) / 0.6));
        double density = target + (1 - target) * left * left * left;
        assertEquals(Math.floor(density * 20 + 1e-9), state.support().weights(), "at " + step);
        assertEquals(state.support().size(), before.common(state.support()), "none comes back");
        assertTrue(state.support().isFull(6), "what is not regularised is not pruned");
      }
      assertEquals((int) (target * 20), state.support().weights());
    }
  }

  @ParameterizedTest
  @EnumSource
  void reachesTheTargetAtTheLastLook(SparsityDistribution spread) {
    GradualPruning rule = new GradualPruning(new MomentumStep(0, 0), 0.2, spread, 0, 1);
    OptimState state = begin(rule);
    fine(rule, state, 0.9, false);
    fine(rule, state, 0.95, true);
    assertEquals(4, state.support().weights());
    Support mask = state.support();
    fine(rule, state, 0.99, true);
    assertSame(mask, state.support(), "nothing is left to lose");
  }

  /** The smallest of every layer go, and the others stay what they were. */
  @ParameterizedTest
  @EnumSource
  void theSmallestGo(SparsityDistribution spread) {
    GradualPruning rule = new GradualPruning(new MomentumStep(0, 0), 0.5, spread, 0, 0);
    OptimState state = begin(rule);
    float[] before = state.theta();
    fine(rule, state, 0, false);
    float[] after = state.theta();
    for (int b : new int[] {0, 2, 4}) {
      float smallestKept = Float.POSITIVE_INFINITY;
      float largestGone = 0;
      for (int j = LAYOUT.blocks().get(b).offset(); j < LAYOUT.blocks().get(b).end(); j++) {
        if (after[j] == 0) {
          largestGone = Math.max(largestGone, Math.abs(before[j]));
        } else {
          assertEquals(before[j], after[j]);
          smallestKept = Math.min(smallestKept, Math.abs(after[j]));
        }
      }
      assertTrue(largestGone < smallestKept, largestGone + " went, not " + smallestKept);
    }
    assertEquals(10, state.support().weights());
  }
}

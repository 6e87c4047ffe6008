package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxSgdTest {
  /** 2 x 3 of penalty 2, and two biases. */
  private static final Layout SMALL =
      SparsityDistributionTest.layout(new int[] {2}, new int[] {3}, 2);

  private static ProxSgd rule(float momentum, DensityControl density) {
    return new ProxSgd(new MomentumStep(momentum, 0), new L1Norm(), density);
  }

  private static void step(
      ProxSgd rule, OptimState state, GradientScope scope, float rate, float... flat) {
    Gradient g = Gradient.zero(scope, state.support());
    float[] part = scope == GradientScope.FINE ? flat : state.support().restrict(flat);
    System.arraycopy(part, 0, g.values(), 0, part.length);
    rule.step(state, g, StepContext.of(rate));
  }

  /** Every step takes tau lambda penalty = 0.5 * 0.1 * 2 off what it keeps; no bias shrinks. */
  @Test
  void shrinksAtEveryStepByHand() {
    ProxSgd rule = rule(0, new DensityControl.FixedLambda(0.1f));
    OptimState state = rule.init(SMALL, new float[] {1, -1, 0.05f, 0, 0, 0, 3, 0});
    assertEquals(3, state.support().weights());
    step(rule, state, GradientScope.COARSE, 0.5f, 0.2f, 0, 0, 9, 9, 9, 1, 0);
    assertArrayEquals(new float[] {0.8f, -0.9f, 0, 0, 0, 0, 2.5f, 0}, state.theta(), 1e-6f);
    assertEquals(3, state.support().weights(), "frozen with its zero");
    step(rule, state, GradientScope.FINE, 0.5f, 0, 0, 0, -1, 0.19f, 0, 0, 0);
    assertArrayEquals(new float[] {0.7f, -0.8f, 0, 0.4f, 0, 0, 2.5f, 0}, state.theta(), 1e-6f);
    int[] left = {0, 1, 3, 6, 7};
    assertArrayEquals(left, state.support().coordinates(), "a birth and a death");
  }

  @Test
  void remembersNothingOffTheSupport() {
    ProxSgd rule = rule(0.5f, new DensityControl.FixedLambda(0.1f));
    OptimState state = rule.init(SMALL, new float[8]);
    for (int step = 0; step < 10; step++) {
      step(rule, state, GradientScope.FINE, 0.5f, 0.19f, 0, 0, 0, 0, 0, 0, 0);
      assertEquals(0, state.support().weights());
    }
    step(rule, state, GradientScope.FINE, 0.5f, 0.21f, 0, 0, 0, 0, 0, 0, 0);
    assertEquals(1, state.support().weights());
    assertEquals(0, state.active().moments[0][0], "born without momentum");
    assertEquals(-0.005f, state.theta()[0], 1e-6f);
  }

  /** Among weights of all penalties; and theta is the prox of the gradient step. */
  @ParameterizedTest
  @CsvSource({"0.05", "0.3"})
  void aQuantileKeepsTheDensity(double target) {
    Layout layout =
        SparsityDistributionTest.layout(new int[] {40, 20, 7}, new int[] {50, 40, 20}, 0.25f, 0, 3);
    ProxSgd rule = rule(0, new DensityControl.Quantile(target));
    OptimState state = rule.init(layout, new float[layout.size()]);
    Rng rng = new Rng(3);
    for (int fine = 0; fine < 5; fine++) {
      float[] g = new float[layout.size()];
      float[] z = state.theta();
      for (int j = 0; j < g.length; j++) {
        g[j] = (float) rng.nextGaussian();
        z[j] -= 0.1f * g[j];
      }
      step(rule, state, GradientScope.FINE, 0.1f, g);
      assertEquals((int) (target * 2140), state.support().weights());
      assertEquals(state.support().weights(), state.activeWeights());
      for (int b : new int[] {0, 4}) {
        Regularizer l1 = new L1Norm();
        l1.prox(z, RowRanges.of(layout.blocks().get(b)), 0.1f * state.lambda());
      }
      assertArrayEquals(z, state.theta(), 1e-6f);
      assertTrue(state.lambda() > 0);
    }
  }

  @Test
  void aDyingWeightLosesItsMomentumAndOthersKeepTheirs() {
    ProxSgd rule = rule(0.5f, new DensityControl.FixedLambda(0.1f));
    OptimState state = rule.init(SMALL, new float[] {1, 1, 0, 0, 0, 0, 0, 0});
    Support before = state.support();
    step(rule, state, GradientScope.FINE, 1, 2, 0.5f, 0, 0, 0, 0, 0, 0);
    assertEquals(before.weights() - 1, state.support().weights());
    assertArrayEquals(new float[] {0.25f, 0, 0}, state.active().moments[0]);
  }
}

package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With exact gradients on both levels, the method descends at every step and ends at the sparse
 * answer of a convex problem, however long its cycles.
 */
class RecoveryTest {
  @ParameterizedTest
  @CsvSource({"0, 1", "9, 1", "99, 1", "9, 0.25"})
  void descendsToTheSparseTruth(int m, float delta) {
    for (long seed = 0; seed < 3; seed++) {
      LeastSquares problem = new LeastSquares(60, 40, 5, seed);
      double l = problem.lipschitz();
      float rate = (float) (1.95 / (delta * l));
      // Large, so that what comes last to matter never comes at all.
      float lambda = 5 / delta;
      LinBreg rule =
          new LinBreg(
              delta, new MomentumStep(0, 0), new L1Norm(), new DensityControl.FixedLambda(lambda));
      OptimState state = rule.init(problem.layout(), new float[problem.truth.length]);
      double first = problem.loss(state.theta());
      double loss = first;
      int steps = 0;
      for (; loss > 1e-9 * first; steps++) {
        assertTrue(steps < 200000, "loss " + loss + " of " + first);
        float[] before = state.theta();
        step(problem, rule, state, steps % (m + 1) == 0, rate);
        double moved = squaredDistance(before, state.theta());
        double next = problem.loss(state.theta());
        // A: L(theta+) <= L(theta) - (1 / (delta tau) - l / 2) |theta+ - theta|^2.
        double mirror = loss - moved / (delta * rate);
        double bound = mirror + l / 2 * moved;
        // Sharper, because a quadratic's curvature along the step is known.
        double sharp = mirror + problem.curvature(before, state.theta());
        // The dual is off by half an ulp of lambda a coordinate, which theta's step is along.
        double rounding = 5 * Math.ulp(lambda) * Math.sqrt(moved) / rate;
        String at = "m " + m + ", seed " + seed + ", step " + steps + ": " + next + " is above ";
        assertTrue(next <= bound + rounding, () -> at + bound);
        assertTrue(next <= sharp + rounding, () -> at + sharp);
        assertTrue(next <= loss + rounding, at + "the last one");
        loss = next;
      }
      Support expected = Support.of(problem.layout(), 0, problem.truth);
      assertArrayEquals(expected.coordinates(), state.support().coordinates());
      assertArrayEquals(problem.truth, state.theta(), 1e-3f);
    }
  }

  private static void step(
      LeastSquares problem, LinBreg rule, OptimState state, boolean fine, float rate) {
    if (fine) {
      rule.fine(state, problem.gradient(state.weights(), GradientScope.FINE), StepContext.of(rate));
    } else {
      rule.coarse(
          state.active(), problem.gradient(state.weights(), GradientScope.COARSE).values(), rate);
    }
  }

  private static double squaredDistance(float[] x, float[] y) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      sum += Math.pow((double) x[j] - y[j], 2);
    }
    return sum;
  }
}

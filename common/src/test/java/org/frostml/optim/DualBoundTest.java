package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The free certificate: a weight that has stayed zero from one fine step to another has had fine
 * gradients that cancel out, |sum of tau g / sum of tau| <= (lambda then + lambda now) / sum of
 * tau, be they noisy or not; and the dual says what the sum is.
 */
class DualBoundTest {
  private static final int WEIGHTS = 40;
  private static final int FINE_STEPS = 300;
  private static final int M = 4;

  static Stream<DensityControl> controls() {
    return Stream.of(
        new DensityControl.FixedLambda(0.8f),
        new DensityControl.FixedLambda(0.4f, new CubicRamp(4, 0.1, 0.9)),
        new DensityControl.Quantile(0.2),
        new DensityControl.Quantile(0.2, new CubicRamp(3, 0, 0.7)),
        new DensityControl.Adaptive(0.2, 0.5f, 0.5, CubicRamp.NONE));
  }

  /** What a weight off the support has seen since it was last on it, or since the beginning. */
  private static final class Window {
    final float dual;
    final float lambda;
    double rates;
    double pushed;
    int steps;

    Window(float dual, float lambda) {
      this.dual = dual;
      this.lambda = lambda;
    }

    void see(float rate, float gradient) {
      rates += rate;
      pushed += (double) rate * gradient;
      steps++;
    }
  }

  @ParameterizedTest
  @MethodSource("controls")
  void zerosAreStationaryInTheMean(DensityControl control) {
    LeastSquares problem = new LeastSquares(60, WEIGHTS, 6, 4);
    LinBreg rule = new LinBreg(1, new MomentumStep(0.5f, 1e-3f), new L1Norm(), control);
    Rng rng = new Rng(9);
    float[] theta0 = problem.truth.clone();
    for (int j = 0; j < WEIGHTS; j++) {
      theta0[j] = rng.nextInt(4) == 0 ? (float) rng.nextGaussian() : 0;
    }
    OptimState state = rule.init(problem.layout(), theta0);
    Window[] windows = new Window[WEIGHTS];
    open(windows, state);
    LrSchedule schedule = new LrSchedule.WarmUp(new LrSchedule.Cosine(0.5), 20);
    int longest = 0;
    double closest = 0;
    for (int k = 0; k < FINE_STEPS; k++) {
      float rate = (float) schedule.at(k + 0.5, FINE_STEPS);
      Gradient g = noisy(problem, rng, state.weights(), GradientScope.FINE);
      rule.fine(state, g, new StepContext(rate, (double) k / FINE_STEPS, k == FINE_STEPS - 1));
      for (int j = 0; j < WEIGHTS; j++) {
        if (windows[j] != null) {
          windows[j].see(rate, g.values()[j]);
        }
      }
      open(windows, state);
      for (int j = 0; j < WEIGHTS; j++) {
        if (windows[j] != null) {
          closest = Math.max(closest, check(windows[j], state, j));
          longest = Math.max(longest, windows[j].steps);
        }
      }
      for (int i = 0; i < M; i++) {
        Gradient coarse = noisy(problem, rng, state.weights(), GradientScope.COARSE);
        rule.coarse(state.active(), coarse.values(), rate);
      }
    }
    assertTrue(longest > 100, "nothing stayed off the support: " + longest);
    assertTrue(closest > 0.5, "the bound was never close: " + closest);
  }

  /** Closes the windows of weights on the support, and opens those of weights that have left it. */
  private static void open(Window[] windows, OptimState state) {
    Support support = state.support();
    float[] dual = state.dual();
    for (int j = 0; j < WEIGHTS; j++) {
      int k = support.position(j);
      if (k < support.size() && support.coordinate(k) == j) {
        windows[j] = null;
      } else if (windows[j] == null) {
        windows[j] = new Window(dual[j], state.lambda());
      }
    }
  }

  /** How much of the bound is used. */
  private static double check(Window window, OptimState state, int j) {
    double moved = (double) state.dual()[j] - window.dual;
    double both = (double) window.lambda + state.lambda();
    // Half an ulp of the dual a step.
    double rounding = window.steps * Math.ulp(Math.max(window.lambda, state.lambda()) + 1) / 2.0;
    assertEquals(-window.pushed, moved, rounding, () -> "the dual has missed gradients of " + j);
    assertTrue(Math.abs(moved) <= both, () -> j + ": the dual went " + moved + " > " + both);
    if (window.steps == 0) {
      return 0;
    }
    double mean = Math.abs(window.pushed / window.rates);
    double bound = both / window.rates;
    double slack = rounding / window.rates;
    assertTrue(mean <= bound + slack, () -> j + ": mean gradient " + mean + " > " + bound);
    return mean / bound;
  }

  private static Gradient noisy(
      LeastSquares problem, Rng rng, Weights weights, GradientScope scope) {
    Gradient g = problem.gradient(weights, scope);
    for (int k = 0; k < g.values().length; k++) {
      g.values()[k] += (float) (0.5 * rng.nextGaussian());
    }
    return g;
  }
}

package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the method promises: descent (A), the invariants of dual and support (B), and who may return
 * when.
 */
class LinBregTest {
  private static final int ROWS = 40;
  private static final int COLS = 25;

  private static Layout layout() {
    Layout.Builder builder = new Layout.Builder();
    builder.add("w", Block.Kind.WEIGHT, 5, 4);
    builder.add("b", Block.Kind.BIAS, 5, 1);
    return builder.build();
  }

  /**
   * L(theta) = |A theta - y|^2 / 2 with a fixed A; its gradient's Lipschitz constant is that of A^T
   * A.
   */
  private static final class LeastSquares {
    final double[][] a = new double[ROWS][COLS];
    final double[] y = new double[ROWS];
    final double lipschitz;

    LeastSquares(long seed) {
      Rng rng = new Rng(seed);
      for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLS; j++) {
          a[i][j] = rng.nextGaussian();
        }
        y[i] = 3 * rng.nextGaussian();
      }
      lipschitz = 1.01 * largestEigenvalue();
    }

    /** Of A^T A, by power iteration. */
    private double largestEigenvalue() {
      double[] x = new double[COLS];
      Arrays.fill(x, 1);
      double norm = 0;
      for (int iteration = 0; iteration < 1000; iteration++) {
        double[] next = new double[COLS];
        for (double[] row : a) {
          double dot = 0;
          for (int j = 0; j < COLS; j++) {
            dot += row[j] * x[j];
          }
          for (int j = 0; j < COLS; j++) {
            next[j] += dot * row[j];
          }
        }
        norm = Math.sqrt(Arrays.stream(next).map(v -> v * v).sum());
        for (int j = 0; j < COLS; j++) {
          x[j] = next[j] / norm;
        }
      }
      return norm;
    }

    double[] residual(float[] theta) {
      double[] r = new double[ROWS];
      for (int i = 0; i < ROWS; i++) {
        r[i] = -y[i];
        for (int j = 0; j < COLS; j++) {
          r[i] += a[i][j] * theta[j];
        }
      }
      return r;
    }

    double loss(float[] theta) {
      double sum = 0;
      for (double r : residual(theta)) {
        sum += r * r / 2;
      }
      return sum;
    }

    Gradient gradient(OptimState state, GradientScope scope) {
      double[] r = residual(state.theta());
      float[] g = new float[COLS];
      for (int j = 0; j < COLS; j++) {
        double sum = 0;
        for (int i = 0; i < ROWS; i++) {
          sum += a[i][j] * r[i];
        }
        g[j] = (float) sum;
      }
      Gradient gradient = Gradient.zero(scope, state.support());
      float[] part = scope == GradientScope.FINE ? g : state.support().restrict(g);
      System.arraycopy(part, 0, gradient.values(), 0, part.length);
      return gradient;
    }
  }

  /** After a fine step with this gradient; four weights of 20 are active, and begin at 1. */
  private static OptimState afterFine(Consumer<float[]> gradients) {
    LinBreg rule =
        new LinBreg(
            1,
            new MomentumStep(0, 0),
            new L1Norm(),
            new DensityControl.Quantile(0.2, CubicRamp.NONE));
    float[] theta = new float[COLS];
    Arrays.fill(theta, 0, 4, 1);
    OptimState state = rule.init(layout(), theta);
    Gradient gradient = Gradient.zero(GradientScope.FINE, state.support());
    gradients.accept(gradient.values());
    rule.step(state, gradient, StepContext.of(0.1f));
    return state;
  }

  /** Off the support nobody would see it again, and the weight could never return. */
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void aGradientThatIsNoNumberIsOnTheSupport(float wrong) {
    OptimState state = afterFine(gradient -> gradient[11] = wrong);
    assertTrue(state.support().bits().get(11));
    assertFalse(Float.isFinite(state.theta()[11]));
  }

  /** Of more that are no numbers than the density has room for, nothing else is. */
  @Test
  void manyGradientsThatAreNoNumbersAreTheSupport() {
    OptimState state = afterFine(gradient -> Arrays.fill(gradient, 8, 18, Float.NaN));
    BitSet expected = new BitSet();
    expected.set(8, 18);
    expected.set(COLS - 5, COLS);
    assertEquals(expected, state.support().bits());
  }

  @ParameterizedTest
  @CsvSource({"0, 1.0", "0, 0.3", "4, 1.0", "9, 0.3", "99, 1.0"})
  void descendsAtEveryFullBatchStep(int m, float delta) {
    for (long seed = 0; seed < 5; seed++) {
      LeastSquares problem = new LeastSquares(seed);
      float rate = (float) (1.9 / (delta * problem.lipschitz));
      LinBreg rule =
          new LinBreg(
              delta, new MomentumStep(0, 0), new L1Norm(), new DensityControl.FixedLambda(0.8f));
      OptimState state = rule.init(layout(), new float[COLS]);
      for (int step = 0; step < 1500; step++) {
        float[] before = state.theta();
        GradientScope scope = step % (m + 1) == 0 ? GradientScope.FINE : GradientScope.COARSE;
        rule.step(state, problem.gradient(state, scope), StepContext.of(rate));
        float[] after = state.theta();
        double moved = 0;
        for (int j = 0; j < COLS; j++) {
          moved += Math.pow((double) after[j] - before[j], 2);
        }
        // A: L(theta+) <= L(theta) - (1 / (delta tau) - l / 2) |theta+ - theta|^2.
        double bound = problem.loss(before) - (1 / (delta * rate) - problem.lipschitz / 2) * moved;
        assertTrue(
            problem.loss(after) <= bound + 1e-5 * problem.loss(before),
            "step " + step + ": " + problem.loss(after) + " is above " + bound);
      }
      assertTrue(problem.loss(state.theta()) < 0.8 * problem.loss(new float[COLS]), "went nowhere");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 19})
  void dualAndSupportKeepTheirInvariants(int m) {
    for (DensityControl control :
        new DensityControl[] {
          new DensityControl.FixedLambda(0.5f), new DensityControl.Quantile(0.3)
        }) {
      float delta = 0.5f;
      LinBreg rule = new LinBreg(delta, new MomentumStep(0.5f, 1e-2f), new L1Norm(), control);
      float[] theta0 = new float[COLS];
      theta0[3] = 1;
      theta0[7] = -0.5f;
      OptimState state = rule.init(layout(), theta0);
      assertArrayEquals(theta0, state.theta(), 1e-7f);
      Rng rng = new Rng(11);
      for (int step = 0; step < 200; step++) {
        GradientScope scope = step % (m + 1) == 0 ? GradientScope.FINE : GradientScope.COARSE;
        Support support = state.support();
        float[] dual = state.dual().clone();
        rule.step(state, noise(rng, state, scope), StepContext.of(0.3f));
        if (scope == GradientScope.COARSE) {
          assertEquals(support, state.support());
          assertArrayEquals(offSupport(support, dual), offSupport(support, state.dual()));
        } else {
          assertEquals(support.version() + 2, state.support().version());
        }
        requireInvariants(state, delta);
      }
    }
  }

  private static void requireInvariants(OptimState state, float delta) {
    float[] theta = state.theta();
    boolean[] active = new boolean[COLS];
    for (int k = 0; k < state.support().size(); k++) {
      active[state.support().coordinate(k)] = true;
    }
    for (int j = 0; j < COLS; j++) {
      float z = delta * state.dual()[j];
      double prox = j < 20 ? Math.signum(z) * Math.max(Math.abs(z) - delta * state.lambda(), 0) : z;
      assertEquals(prox, theta[j], 1e-6, "theta = prox(delta v) at " + j);
      if (!active[j]) {
        assertTrue(
            Math.abs(state.dual()[j]) <= state.lambda(), "|v| <= lambda off the support, at " + j);
        assertEquals(0, theta[j]);
      }
      assertTrue(active[j] || j < 20, "an unregularised parameter is frozen");
    }
  }

  @Test
  void aWeightThatHitsZeroInACoarsePhaseMayReturn() {
    LinBreg rule =
        new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), new DensityControl.FixedLambda(1));
    float[] theta0 = new float[COLS];
    theta0[0] = 0.5f;
    theta0[1] = 0.5f;
    OptimState state = rule.init(layout(), theta0);
    push(rule, state, 0, 1);
    assertEquals(0, state.theta()[0]);
    assertEquals(1, state.activeWeights());
    assertEquals(2, state.support().weights(), "it is zero, but stays in the support");
    push(rule, state, 0, -2);
    assertEquals(1.5f, state.theta()[0], 1e-6f);
    // At a fine step zero means out; the next coarse step cannot bring it back.
    push(rule, state, 0, 2);
    rule.step(state, Gradient.zero(GradientScope.FINE, state.support()), StepContext.of(1));
    assertEquals(1, state.support().weights());
    int[] left = {state.support().coordinate(0)};
    assertArrayEquals(new int[] {1}, left);
  }

  private static void push(LinBreg rule, OptimState state, int position, float gradient) {
    Gradient g = Gradient.zero(GradientScope.COARSE, state.support());
    g.values()[position] = gradient;
    rule.step(state, g, StepContext.of(1));
  }

  @Test
  void evidenceOffTheSupportAddsUpOverFineSteps() {
    LinBreg rule =
        new LinBreg(1, new MomentumStep(0.9f, 0), new L1Norm(), new DensityControl.FixedLambda(1));
    OptimState state = rule.init(layout(), new float[COLS]);
    for (int fine = 1; fine <= 3; fine++) {
      Gradient g = Gradient.zero(GradientScope.FINE, state.support());
      g.values()[5] = -0.4f;
      rule.step(state, g, StepContext.of(1));
      // Undamped by momentum: single gradients must be able to reach lambda.
      assertEquals(fine * 0.4f, state.dual()[5], 1e-6f);
      assertEquals(fine < 3 ? 0 : 0.2f, state.theta()[5], 1e-6f);
    }
  }

  @Test
  void aWeightThatDiesLosesItsMomentum() {
    LinBreg rule =
        new LinBreg(1, new MomentumStep(0.5f, 0), new L1Norm(), new DensityControl.FixedLambda(1));
    float[] theta0 = new float[COLS];
    theta0[0] = 1;
    OptimState state = rule.init(layout(), theta0);
    fine(rule, state, 4); // b = 2, v = 2 - 2 = 0: it dies.
    assertEquals(0, state.support().weights());
    fine(rule, state, -3); // off the support: v = 3, born again.
    assertEquals(1, state.support().weights());
    push(rule, state, 0, 0); // b would still be 1 and move it.
    assertEquals(2, state.theta()[0]);
  }

  private static void fine(Optimizer rule, OptimState state, float gradientOfTheFirst) {
    Gradient g = Gradient.zero(GradientScope.FINE, state.support());
    g.values()[0] = gradientOfTheFirst;
    rule.step(state, g, StepContext.of(1));
  }

  @Test
  void aWeightThatIsZeroByChanceKeepsItsMomentumWhereNothingIsSparse() {
    Sgd sgd = new Sgd(new MomentumStep(0.5f, 0));
    LinBreg dense =
        new LinBreg(1, new MomentumStep(0.5f, 0), new L1Norm(), new DensityControl.FixedLambda(0));
    float[] theta0 = new float[COLS];
    theta0[0] = 0.25f;
    OptimState a = sgd.init(layout(), theta0);
    OptimState b = dense.init(layout(), theta0);
    for (float gradient : new float[] {0.5f, 0}) {
      for (OptimState state : new OptimState[] {a, b}) {
        fine(state == a ? sgd : dense, state, gradient);
      }
    }
    assertEquals(-0.125f, a.theta()[0]);
    assertArrayEquals(a.theta(), b.theta());
    assertEquals(0, b.support().version(), "a full support is kept, not built again");
  }

  @Test
  void aZeroBiasStillTrains() {
    LinBreg rule =
        new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), new DensityControl.FixedLambda(10));
    OptimState state = rule.init(layout(), new float[COLS]);
    Gradient g = Gradient.zero(GradientScope.COARSE, state.support());
    g.values()[0] = 1;
    rule.step(state, g, StepContext.of(0.5f));
    assertEquals(-0.5f, state.theta()[20]);
  }

  @ParameterizedTest
  @CsvSource({"0.05", "0.25", "0.29", "0.5", "0.57", "0.95", "1.0"})
  void aQuantileKeepsExactlyTheDensity(double density) {
    Layout.Builder builder = new Layout.Builder();
    builder.add("w", Block.Kind.WEIGHT, 100, 100);
    builder.add("b", Block.Kind.BIAS, 100, 1);
    builder.add("u", Block.Kind.WEIGHT, 37, 10);
    Layout layout = builder.build();
    LinBreg rule =
        new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), new DensityControl.Quantile(density));
    OptimState state = rule.init(layout, new float[layout.size()]);
    Gradient g = Gradient.zero(GradientScope.FINE, state.support());
    Rng rng = new Rng(5);
    for (int j = 0; j < g.values().length; j++) {
      g.values()[j] = (float) (Math.exp(3 * rng.nextGaussian()) * rng.nextDouble(-1, 1));
    }
    rule.step(state, g, StepContext.of(1));
    assertEquals((int) Math.floor(density * 10_370 + 1e-6), state.activeWeights());
  }

  @Test
  void aQuantileOfMostlyZerosFreezesNothingIntoTheSupport() {
    LinBreg rule =
        new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), new DensityControl.Quantile(0.5));
    OptimState state = rule.init(layout(), new float[COLS]);
    Gradient g = Gradient.zero(GradientScope.FINE, state.support());
    g.values()[2] = 1;
    rule.step(state, g, StepContext.of(1));
    assertEquals(0, state.lambda());
    assertEquals(1, state.support().weights());
    assertNotEquals(0, state.theta()[2]);
  }

  private static Gradient noise(Rng rng, OptimState state, GradientScope scope) {
    Gradient g = Gradient.zero(scope, state.support());
    for (int k = 0; k < g.values().length; k++) {
      g.values()[k] = (float) rng.nextGaussian();
    }
    return g;
  }

  private static float[] offSupport(Support support, float[] flat) {
    float[] rest = flat.clone();
    for (int k = 0; k < support.size(); k++) {
      rest[support.coordinate(k)] = 0;
    }
    return rest;
  }
}

package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adam's moments, on either side of a support. */
class AdamStepTest {
  private static final double B1 = 0.9;
  private static final double B2 = 0.99;
  private static final double EPSILON = 1e-4;
  private static final float RATE = 0.01f;
  private static final Regularizer L1 = new L1Norm();

  private static Layout layout() {
    Layout.Builder builder = new Layout.Builder();
    builder.add("w", Block.Kind.WEIGHT, 4, 3);
    builder.add("b", Block.Kind.BIAS, 4, 1);
    return builder.build();
  }

  /** Kingma, Ba, Algorithm 1, and Loshchilov, Hutter, Algorithm 2, of one number. */
  private static final class Textbook {
    double theta;
    private double m;
    private double u;
    private int t;

    Textbook(double theta) {
      this.theta = theta;
    }

    void step(double g, double decay) {
      t++;
      m = B1 * m + (1 - B1) * g;
      u = B2 * u + (1 - B2) * g * g;
      theta -= RATE * (mean() / (Math.sqrt(square()) + EPSILON) + decay * theta);
    }

    double mean() {
      return t == 0 ? 0 : m / (1 - Math.pow(B1, t));
    }

    double square() {
      return t == 0 ? 0 : u / (1 - Math.pow(B2, t));
    }
  }

  private static float[] noise(Rng rng, int size) {
    float[] g = new float[size];
    for (int j = 0; j < size; j++) {
      g[j] = (float) (rng.nextGaussian() * Math.exp(2 * rng.nextGaussian()));
    }
    return g;
  }

  @ParameterizedTest
  @CsvSource({"0", "0.1"})
  void adamIsTheTextbooks(float decay) {
    Adam adam = new Adam(new AdamStep((float) B1, (float) B2, (float) EPSILON, decay));
    Rng rng = new Rng(4);
    float[] theta0 = noise(rng, 16);
    OptimState state = adam.init(layout(), theta0);
    Textbook[] expected = new Textbook[16];
    for (int j = 0; j < 16; j++) {
      expected[j] = new Textbook(theta0[j]);
    }
    for (int step = 0; step < 300; step++) {
      Gradient g = Gradient.zero(GradientScope.FINE, state.support());
      System.arraycopy(noise(rng, 16), 0, g.values(), 0, 16);
      adam.step(state, g, StepContext.of(RATE));
      for (int j = 0; j < 16; j++) {
        expected[j].step(g.values()[j], j < 12 ? decay : 0);
        requireClose(expected[j].theta, state.theta()[j]);
        requireMoments(expected[j], state, j);
      }
    }
  }

  private static void requireMoments(Textbook expected, OptimState state, int j) {
    List<float[]> moments = state.moments();
    requireClose(expected.mean(), moments.get(0)[j]);
    requireClose(expected.square(), moments.get(1)[j]);
  }

  private static void requireClose(double expected, float actual) {
    assertEquals(expected, actual, 1e-4 * (1 + Math.abs(expected)));
  }

  /** A cycle is a fine step, of a stripe of rows or of all, and three coarse ones. */
  @ParameterizedTest
  @CsvSource({"1", "2", "4"})
  void offTheSupportMomentsAreThoseOfTheFineStepsThatSawThem(int parts) {
    // Nothing is born under such a lambda, and what is on the support stays there.
    AdaBreg rule = adaBreg(new DensityControl.FixedLambda(1e4f));
    float[] theta0 = new float[16];
    theta0[1] = 1000;
    theta0[7] = -1000;
    OptimState state = rule.init(layout(), theta0);
    Textbook[] expected = new Textbook[16];
    for (int j = 0; j < 16; j++) {
      expected[j] = new Textbook(state.dual()[j]);
    }
    Rng rng = new Rng(4);
    for (int step = 0; step < 160; step++) {
      float[] flat = noise(rng, 16);
      boolean fine = step % 4 == 0;
      int part = step / 4 % parts;
      GradientScope scope = fine ? new GradientScope(part, parts, 1) : GradientScope.COARSE;
      Gradient g = Gradient.zero(scope, state.support());
      if (parts == 1 && fine) {
        System.arraycopy(flat, 0, g.values(), 0, 16);
      } else {
        System.arraycopy(state.support().restrict(flat), 0, g.values(), 0, 6);
        g.seen((from, to, seen, at) -> System.arraycopy(flat, from, seen, at, to - from));
      }
      rule.step(state, g, StepContext.of(RATE));
      for (int j = 0; j < 16; j++) {
        boolean on = j == 1 || j == 7 || j >= 12;
        boolean seen = fine && j / 3 >= 4 * part / parts && j / 3 < 4 * (part + 1) / parts;
        if (on || seen) {
          expected[j].step(flat[j], 0);
        }
        requireClose(expected[j].theta, state.dual()[j]);
        requireMoments(expected[j], state, j);
      }
    }
    assertEquals(6, state.support().size());
  }

  private static AdaBreg adaBreg(DensityControl density) {
    return new AdaBreg(1, new AdamStep((float) B1, (float) B2, (float) EPSILON, 0), L1, density);
  }

  @Test
  void aWeightTakesItsMomentsAlongWhenItIsBornAndWhenItDies() {
    AdaBreg rule = adaBreg(new DensityControl.FixedLambda(0.015f));
    OptimState state = rule.init(layout(), new float[16]);
    fine(rule, state, 1);
    assertEquals(0, state.support().weights());
    assertArrayEquals(new float[] {1, 1}, moments(state), 1e-6f);
    fine(rule, state, 1);
    assertEquals(1, state.support().weights(), "born");
    assertArrayEquals(new float[] {1, 1}, moments(state), 1e-6f);
    float[] before = moments(state);
    for (int step = 0; state.support().weights() > 0; step++) {
      fine(rule, state, -3);
      float[] after = moments(state);
      assertTrue(after[0] < before[0] && after[1] > before[1], "and lives on, and dies");
      before = after;
      assertTrue(step < 100, "did not die");
    }
  }

  private static void fine(AdaBreg rule, OptimState state, float gradientOfTheFirst) {
    Gradient g = Gradient.zero(GradientScope.FINE, state.support());
    g.values()[0] = gradientOfTheFirst;
    rule.step(state, g, StepContext.of(RATE));
  }

  private static float[] moments(OptimState state) {
    return new float[] {state.moments().get(0)[0], state.moments().get(1)[0]};
  }

  /** lambda = 0: the dual of delta = 1 is theta. */
  @Test
  void withoutLambdaAdaBregIsAdam() {
    Adam adam = new Adam(new AdamStep((float) B1, (float) B2, (float) EPSILON, 0.1f));
    AdaBreg bregman =
        new AdaBreg(
            1,
            new AdamStep((float) B1, (float) B2, (float) EPSILON, 0.1f),
            L1,
            new DensityControl.FixedLambda(0));
    Rng rng = new Rng(5);
    float[] theta0 = noise(rng, 16);
    OptimState a = adam.init(layout(), theta0);
    OptimState b = bregman.init(layout(), theta0);
    for (int step = 0; step < 50; step++) {
      Gradient g = Gradient.zero(GradientScope.FINE, a.support());
      System.arraycopy(noise(rng, 16), 0, g.values(), 0, 16);
      adam.step(a, g, StepContext.of(RATE));
      bregman.step(b, g, StepContext.of(RATE));
      assertArrayEquals(a.theta(), b.theta());
    }
  }
}

package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.frostml.Family;
import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DensityControlTest {
  private static final Layout LAYOUT =
      SparsityDistributionTest.layout(new int[] {40, 20, 7}, new int[] {50, 40, 20}, 0.25f, 0, 3);
  private static final int WEIGHTS = 2140;
  private static final CubicRamp RAMP = new CubicRamp(3, 0.2, 0.6);

  static List<DensityControl> family() {
    return List.of(
        new DensityControl.FixedLambda(0.5f, RAMP),
        new DensityControl.Quantile(0.2, RAMP),
        new DensityControl.Adaptive(0.2, 0.5f, 2, RAMP));
  }

  @Test
  void everyMemberIsTested() {
    Set<Class<?>> tested = family().stream().map(Object::getClass).collect(Collectors.toSet());
    assertEquals(Family.members(DensityControl.class), tested);
  }

  private static OptimState stepped(
      Regularizer regularizer, DensityControl density, StepContext context) {
    Bregman rule = new LinBreg(1, new MomentumStep(0, 0), regularizer, density);
    OptimState state = rule.init(LAYOUT, new float[LAYOUT.size()]);
    step(rule, state, context, 5);
    return state;
  }

  private static void step(Bregman rule, OptimState state, StepContext context, long seed) {
    Gradient g = Gradient.zero(GradientScope.FINE, state.support());
    Rng rng = new Rng(seed);
    for (int j = 0; j < g.values().length; j++) {
      g.values()[j] = (float) (Math.exp(rng.nextGaussian()) * rng.nextDouble(-1, 1));
    }
    rule.step(state, g, context);
  }

  /** Where everything is far too sparse for long, and then far too dense. */
  @Test
  void anAdaptedLambdaComesBackFromTheEnds() {
    DensityControl.Adaptive adaptive = new DensityControl.Adaptive(0.5, 1, 1e6, CubicRamp.NONE);
    for (boolean dense : new boolean[] {false, true}) {
      OptimState state =
          stepped(new L1Norm(), new DensityControl.FixedLambda(1), StepContext.of(1));
      float[] marks = new float[LAYOUT.size()];
      for (int step = 0; step < 40; step++) {
        Arrays.fill(marks, dense ? Float.POSITIVE_INFINITY : 0);
        state.active.lambda =
            adaptive.lambda(LAYOUT, Marks.of(LAYOUT, marks), state, StepContext.of(1));
      }
      float end = state.lambda();
      Arrays.fill(marks, dense ? 0 : Float.POSITIVE_INFINITY);
      float back = adaptive.lambda(LAYOUT, Marks.of(LAYOUT, marks), state, StepContext.of(1));
      assertTrue(dense ? back < end : back > end, end + " stays " + back);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.01", "0.05", "0.2", "0.29", "0.57", "0.95"})
  void aQuantileKeepsTheDensityWhateverThePenalties(double target) {
    DensityControl quantile = new DensityControl.Quantile(target);
    int keep = (int) Math.floor(target * WEIGHTS + 1e-6);
    OptimState exact = stepped(new L1Norm(), quantile, StepContext.of(1));
    assertEquals(keep, exact.support().weights());
    assertEquals(keep, exact.activeWeights());
    for (Regularizer rows : List.of(new RowGroups(), new SparseRowGroups(0.5f))) {
      OptimState state = stepped(rows, quantile, StepContext.of(1));
      // A row more would be too many.
      assertTrue(state.support().weights() <= keep, () -> state.support().weights() + " weights");
      assertTrue(state.support().weights() > keep - 50, () -> state.support().weights() + "");
    }
  }

  @Test
  void rowsLiveWhole() {
    DensityControl quantile = new DensityControl.Quantile(0.3);
    OptimState state = stepped(new RowGroups(), quantile, StepContext.of(1));
    for (int b : new int[] {0, 4}) {
      int[] ptr = state.support().csr().rowPtr(b);
      for (int r = 0; r + 1 < ptr.length; r++) {
        int stored = ptr[r + 1] - ptr[r];
        assertTrue(stored == 0 || stored == LAYOUT.blocks().get(b).cols(), stored + " of a row");
      }
    }
  }

  /** Of the target 3 times, 1 + 2 / 8 times in the middle of the ramp, and once at the last. */
  @ParameterizedTest
  @CsvSource({
    "0.1, false, 3",
    "0.2, false, 3",
    "0.4, false, 1.25",
    "0.6, false, 1",
    "0.3, true, 1"
  })
  void rampsEndWithWhatWasAskedFor(double progress, boolean last, double factor) {
    StepContext context = new StepContext(1, progress, last);
    OptimState quantile = stepped(new L1Norm(), family().get(1), context);
    assertEquals((int) (0.2 * factor * WEIGHTS + 1e-6), quantile.support().weights());
    OptimState fixed = stepped(new L1Norm(), family().get(0), context);
    assertEquals(0.5 * factor, fixed.lambda(), 1e-6);
  }

  /** lambda *= 1 + alpha |gap| or /=; alpha *= 0.95 whenever it turns (Aloradi et al.). */
  @Test
  void adaptiveFollowsThePaper() {
    DensityControl adaptive = new DensityControl.Adaptive(0.2, 0.5f, 2, CubicRamp.NONE);
    Bregman rule = new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), adaptive);
    OptimState state = rule.init(LAYOUT, new float[LAYOUT.size()]);
    double lambda = 0.5;
    double alpha = 2;
    int side = 0;
    int turns = 0;
    for (int fine = 0; fine < 60; fine++) {
      float rate = fine % 20 < 10 ? 0.3f : -0.3f;
      step(rule, state, StepContext.of(rate), 5);
      double gap = above(state.dual(), (float) lambda) / (double) WEIGHTS - 0.2;
      int now = (int) Math.signum(gap);
      if (now * side < 0) {
        alpha *= 0.95;
        turns++;
      }
      side = now == 0 ? side : now;
      lambda *= now > 0 ? 1 + alpha * gap : 1 / (1 - alpha * gap);
      assertEquals(lambda, state.lambda(), 1e-4 * lambda, "fine step " + fine);
      assertEquals(alpha, state.counts().gain(), 1e-9);
    }
    assertTrue(turns > 2, turns + " turns");
  }

  private static int above(float[] dual, float lambda) {
    int count = 0;
    for (int b : new int[] {0, 4}) {
      for (int j = LAYOUT.blocks().get(b).offset(); j < LAYOUT.blocks().get(b).end(); j++) {
        count += Math.abs(dual[j]) / LAYOUT.blocks().get(b).penalty() > lambda ? 1 : 0;
      }
    }
    return count;
  }

  /** Whoever controls it: nothing is cut off where all weights are to stay. */
  @Test
  void aTargetOfOneIsDenseFromTheStart() {
    for (DensityControl all :
        List.of(
            new DensityControl.Quantile(1),
            new DensityControl.FixedLambda(0),
            new DensityControl.Adaptive(1, 0.02f, 5, CubicRamp.NONE))) {
      assertTrue(all.keepsAll());
      assertEquals(0, all.initial());
    }
  }

  @Test
  void adaptiveEndsAsAQuantile() {
    OptimState state = stepped(new L1Norm(), family().get(2), new StepContext(1, 0.3, true));
    assertEquals((int) (0.2 * WEIGHTS), state.support().weights());
  }

  @Test
  void rampsByHand() {
    assertEquals(3, RAMP.at(0));
    assertEquals(3, RAMP.at(0.2));
    assertEquals(1 + 2 * Math.pow(0.75, 3), RAMP.at(0.3), 1e-12);
    assertEquals(1, RAMP.at(0.6));
    assertEquals(1, RAMP.at(0.99));
    assertEquals(1, CubicRamp.NONE.at(0));
    assertEquals(1, new CubicRamp(5, 0.5, 0.5).at(0.5), "at once");
    assertEquals(5, new CubicRamp(5, 0.5, 0.5).at(0.49), 1e-12);
  }

  @Test
  void impossibleOnesAreNamed() {
    refused("target must be in (0, 1]: 0.0", () -> new DensityControl.Adaptive(0, 1, 1, RAMP));
    refused(
        "lambda must be > 0 to be adapted: 0.0", () -> new DensityControl.Adaptive(1, 0, 1, RAMP));
    refused("lambda must be >= 0: -1.0", () -> new DensityControl.Adaptive(1, -1, 1, RAMP));
    refused("gain must be > 0: 0.0", () -> new DensityControl.Adaptive(1, 1, 0, RAMP));
    refused("start must be > 0: 0.0", () -> new CubicRamp(0, 0, 1));
    refused("start must be > 0: NaN", () -> new CubicRamp(Double.NaN, 0, 1));
    refused("from must be in [0, 1]: -0.1", () -> new CubicRamp(1, -0.1, 1));
    refused("until must be in [from, 1]: 0.4", () -> new CubicRamp(1, 0.5, 0.4));
    refused("until must be in [from, 1]: 1.5", () -> new CubicRamp(1, 0.5, 1.5));
  }

  private static void refused(String message, Runnable make) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, make::run).getMessage());
  }
}

package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;

/** A step between the levels, of two rows of three weights under lambda = 1, and two biases. */
class MiddleTest {
  private static final Layout LAYOUT = layout();

  private static Layout layout() {
    Layout.Builder builder = new Layout.Builder();
    builder.add("w", Block.Kind.WEIGHT, 2, 3);
    builder.add("b", Block.Kind.BIAS, 2, 1);
    return builder.build();
  }

  /** After a fine step to these duals. */
  private static OptimState at(Bregman rule, float... dual) {
    OptimState state = rule.init(LAYOUT, new float[8]);
    Gradient g = Gradient.zero(GradientScope.FINE, state.support());
    for (int j = 0; j < dual.length; j++) {
      g.values()[j] = -dual[j];
    }
    rule.step(state, g, StepContext.of(1));
    return state;
  }

  private static Bregman linBreg(Regularizer regularizer) {
    return new LinBreg(1, new MomentumStep(0, 0), regularizer, new DensityControl.FixedLambda(1));
  }

  private static void middle(Bregman rule, OptimState state, Weights wide, float... flat) {
    Gradient g = Gradient.zero(GradientScope.COARSE, wide.support());
    System.arraycopy(wide.support().restrict(flat), 0, g.values(), 0, wide.support().size());
    rule.middle(state, g, StepContext.of(1));
  }

  @Test
  void movesWhatIsNearBeingBornAndNothingElse() {
    Bregman rule = linBreg(new L1Norm());
    OptimState state = at(rule, 1.5f, -0.95f, 0.85f, -0.5f, 0, -2);
    Weights wide = rule.near(state, 0.1);
    assertArrayEquals(new int[] {0, 1, 5, 6, 7}, wide.support().coordinates());
    assertArrayEquals(new float[] {0.5f, 0, -1, 0, 0}, wide.values());
    assertEquals(state.support().version() + 1, wide.support().version());

    middle(rule, state, wide, 1, 0.25f, -9, -9, -9, 0, 1, 0);
    float[] dual = {0.5f, -1.2f, 0.85f, -0.5f, 0, -2, -1, 0};
    assertArrayEquals(dual, state.dual(), 1e-6f);
    assertArrayEquals(new int[] {1, 5, 6, 7}, state.support().coordinates(), "a birth, a death");
    assertArrayEquals(new float[] {0, -0.2f, 0, 0, 0, -1, -1, 0}, state.theta(), 1e-6f);
    assertEquals(wide.support().version() + 1, state.support().version());
    assertEquals(1, state.lambda());
    assertEquals(1, state.counts().fineSteps(), "it is none");
  }

  @Test
  void allThatMovedOnceIsNearWhereNearIsEverything() {
    Bregman rule = linBreg(new L1Norm());
    OptimState state = at(rule, 1.5f, 0.01f, 0, -0.5f);
    int[] near = {0, 1, 3, 6, 7};
    assertArrayEquals(near, rule.near(state, 1).support().coordinates());
  }

  /** Of norm 1.56 and 1.4, where sqrt(3) = 1.73 is what a row needs. */
  @Test
  void rowsAreNearWhole() {
    Bregman rule = linBreg(new RowGroups());
    OptimState state = at(rule, 1.2f, 1, 0, 1.4f, 0, 0);
    assertEquals(0, state.support().weights());
    Weights wide = rule.near(state, 0.15);
    assertArrayEquals(new int[] {0, 1, 2, 6, 7}, wide.support().coordinates());
    middle(rule, state, wide, 0, 0, -1, -9, -9, -9, 0, 0);
    assertArrayEquals(new int[] {0, 1, 2, 6, 7}, state.support().coordinates());
  }

  /** Two of six weights stay: a birth lifts lambda, a death does not lower it. */
  @Test
  void aQuantileIsNotExceeded() {
    Bregman rule =
        new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), new DensityControl.Quantile(2 / 6.0));
    OptimState state = at(rule, 1.5f, -0.95f, 0.85f, -0.5f, 0, -2);
    assertEquals(0.95f, state.lambda(), 1e-6f);
    middle(rule, state, rule.near(state, 0.1), 0.2f, 0, 1, 0, 0, 0, 0, 0);
    assertArrayEquals(new int[] {0, 5, 6, 7}, state.support().coordinates());
    middle(rule, state, rule.near(state, 0.1), 0, 1, 0, 0, 0, 0, 0, 0);
    assertArrayEquals(new int[] {1, 5, 6, 7}, state.support().coordinates());
    assertEquals(1.3f, state.lambda(), 1e-6f);
    middle(rule, state, rule.near(state, 0.1), 0, -1.5f, 0, 0, 0, 1, 0, 0);
    assertEquals(1.3f, state.lambda(), 1e-6f);
    assertEquals(1, state.support().weights());
  }

  @Test
  void momentsOfWhatIsFarStay() {
    Bregman rule =
        new AdaBreg(
            1, new AdamStep(0.5f, 0.5f, 1, 0), new L1Norm(), new DensityControl.FixedLambda(0.5f));
    // v = g / (|g| + 1): 0.47, which is near, and 1 / 3.
    OptimState state = at(rule, 0.9f, 0.5f);
    Weights wide = rule.near(state, 0.1);
    assertArrayEquals(new int[] {0, 6, 7}, wide.support().coordinates());
    middle(rule, state, wide, 7, 7, 0, 0, 0, 0, 0, 0);
    assertEquals(-0.5f, state.moments().get(0)[1]);
    assertTrue(state.moments().get(0)[0] > 0, "and of what is near do not");
  }
}

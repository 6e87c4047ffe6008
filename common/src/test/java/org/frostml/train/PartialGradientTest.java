package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.frostml.optim.Active;
import org.frostml.optim.AdaBreg;
import org.frostml.optim.AdamStep;
import org.frostml.optim.DensityControl;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fine steps that look at a stripe of the rows each look at all rows in turn. */
class PartialGradientTest {
  private static final int PARTS = 4;

  /** Constant gradients, and a note of what fine steps looked at. */
  private static final class Constant implements Objective {
    final List<Integer> stripes = new ArrayList<>();

    @Override
    public Gradient gradient(Weights weights, GradientScope scope, long step) {
      if (scope.parts() > 0) {
        stripes.add(scope.part());
      }
      Gradient g = Gradient.zero(scope, weights.support());
      for (int k = 0; k < g.values().length; k++) {
        g.values()[k] = -0.5f;
      }
      g.add(new Work(new Score(1, 0, 1, 1), 0));
      return g;
    }

    @Override
    public Work round(Active active, Optimizer optimizer, Round round) {
      throw new AssertionError("no local steps here");
    }
  }

  private static OptimState run(Constant objective, int m, int middle, int steps) {
    Layout.Builder layout = new Layout.Builder();
    layout.add("w", Block.Kind.WEIGHT, 8, 3);
    AdaBreg rule =
        new AdaBreg(
            1,
            new AdamStep(0.9f, 0.99f, 1e-4f, 0),
            new L1Norm(),
            new DensityControl.FixedLambda(10));
    OptimState state = rule.init(layout.build(), new float[24]);
    FreezeSchedule freeze = new FreezeSchedule(m, 1, new CycleLength.Periodic(), 1, middle, 0.9);
    LrSchedule rates = new LrSchedule.Constant(0.1);
    new Trainer(objective, rule, freeze, new FineGradient(1, PARTS), rates, steps)
        .run(state, Position.START, 1, new Listener() {});
    return state;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "3, 0", "3, 2", "7, 2", "7, 4"})
  void takeTurnsWhateverIsBetween(int m, int middle) {
    Constant objective = new Constant();
    run(objective, m, middle, 10 * (m + 1));
    assertEquals(List.of(0, 1, 2, 3, 0, 1, 2, 3, 0, 1), objective.stripes);
  }

  /** Two gradients of every weight, all -0.5: no more, no less, whenever its turn comes. */
  @Test
  void momentsOffTheSupportAreCorrectedByTheirOwnGradients() {
    OptimState state = run(new Constant(), 0, 0, 2 * PARTS);
    float[] mean = new float[24];
    float[] squares = new float[24];
    float[] dual = new float[24];
    for (int j = 0; j < 24; j++) {
      mean[j] = -0.5f;
      squares[j] = 0.25f;
      dual[j] = 2 * 0.1f * 0.5f / (0.5f + 1e-4f);
    }
    assertArrayEquals(mean, state.moments().get(0), 1e-6f);
    assertArrayEquals(squares, state.moments().get(1), 1e-6f);
    assertArrayEquals(dual, state.dual(), 1e-6f);
  }
}

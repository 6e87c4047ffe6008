package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.frostml.optim.Active;
import org.frostml.optim.DensityControl;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.optim.ProxSgd;
import org.frostml.optim.Regularizer;
import org.frostml.optim.SparseRowGroups;
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

/** On a quadratic, whose l is known. */
class DescentCheckTest {
  private static final int N = 12;
  private static final int STEPS = 100;

  /** Of every direction but one, and of that one: all weights alike. */
  private static final double FLAT = 0.05;

  private static final double STEEP = 4;
  private static final double L = STEEP;
  private static final float DELTA = 0.5f;

  /** H = FLAT I + (STEEP - FLAT) / N 11^T, and L(theta) = (theta - t)^T H (theta - t) / 2. */
  private static final class Quadratic implements Objective, Evaluator {
    int scored;

    private static double[] distance(Weights weights) {
      float[] theta = weights.support().prolong(weights.values());
      double[] d = new double[N];
      for (int j = 0; j < N; j++) {
        // Half of the truth is zero.
        d[j] = theta[j] - (j % 2 == 0 ? 0 : 1 + 0.1 * j);
      }
      return d;
    }

    private static double sum(double[] d) {
      double sum = 0;
      for (double x : d) {
        sum += x;
      }
      return sum;
    }

    private static Score loss(Weights weights) {
      double[] d = distance(weights);
      double loss = (STEEP - FLAT) / N * sum(d) * sum(d) / 2;
      for (double x : d) {
        loss += FLAT * x * x / 2;
      }
      return new Score(loss, 0, 1, 1);
    }

    @Override
    public Score score(Weights weights) {
      scored++;
      return loss(weights);
    }

    @Override
    public Gradient gradient(Weights weights, GradientScope scope, long step) {
      double[] d = distance(weights);
      float[] all = new float[N];
      for (int j = 0; j < N; j++) {
        all[j] = (float) (FLAT * d[j] + (STEEP - FLAT) / N * sum(d));
      }
      Gradient g = Gradient.zero(scope, weights.support());
      float[] values = scope.parts() == 1 ? all : weights.support().restrict(all);
      System.arraycopy(values, 0, g.values(), 0, values.length);
      g.add(new Work(loss(weights), 0));
      return g;
    }

    @Override
    public Work round(Active active, Optimizer optimizer, Round round) {
      throw new AssertionError("no local steps here");
    }
  }

  private static List<CycleMetrics> run(Optimizer rule, int m, double rate, Quadratic quadratic) {
    Layout.Builder layout = new Layout.Builder();
    layout.add("w", Block.Kind.WEIGHT, 3, N / 3);
    float[] theta0 = new float[N];
    theta0[0] = 3;
    theta0[1] = -1;
    OptimState state = rule.init(layout.build(), theta0);
    SupportWatch watch = new SupportWatch(1, support -> 0, rule, state, Optional.of(quadratic));
    List<CycleMetrics> lines = new ArrayList<>();
    new Trainer(
            quadratic,
            rule,
            new FreezeSchedule(m, 1),
            new FineGradient(0, 1),
            new LrSchedule.Constant(rate),
            STEPS)
        .run(
            state,
            Position.START,
            1,
            new Listener() {
              @Override
              public void step(StepMetrics step, OptimState state) {
                watch.step(step, state);
                watch.line(state).ifPresent(lines::add);
              }
            });
    assertEquals(STEPS / (m + 1), lines.size());
    return lines;
  }

  private static LinBreg rule(Regularizer regularizer) {
    return new LinBreg(
        DELTA, new MomentumStep(0, 0), regularizer, new DensityControl.FixedLambda(0.3f));
  }

  private static double largest(List<CycleMetrics> lines) {
    return lines.stream().mapToDouble(CycleMetrics::lipschitz).max().orElseThrow();
  }

  private static long violations(List<CycleMetrics> lines) {
    return lines.get(lines.size() - 1).violations();
  }

  @ParameterizedTest
  @CsvSource({"0, 0.98, 1.3", "9, 0.98, 1.3", "0, 0.3, 1.3", "9, 0.3, -1"})
  void smallRatesDescendAndShowNoMoreThanL(int m, double share, double least) {
    for (Regularizer regularizer : List.of(new L1Norm(), new SparseRowGroups(0.4f))) {
      double rate = share * 2 / (DELTA * L);
      List<CycleMetrics> lines = run(rule(regularizer), m, rate, new Quadratic());
      assertEquals(0, violations(lines));
      // Differences of single-precision numbers.
      assertTrue(largest(lines) <= L * (1 + 1e-3), () -> largest(lines) + " > " + L);
      assertTrue(largest(lines) > least, () -> largest(lines) + " says nothing of " + L);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "9"})
  void aRateThatIsTooLargeIsNoticed(int m) {
    List<CycleMetrics> lines = run(rule(new L1Norm()), m, 1.3 * 2 / (DELTA * L), new Quadratic());
    assertTrue(violations(lines) >= 5, lines::toString);
    long before = 0;
    for (CycleMetrics line : lines) {
      assertTrue(line.violations() >= before, "they are counted since the start");
      before = line.violations();
    }
    assertTrue(largest(lines) <= L * (1 + 1e-3), "too large a rate does not change l");
  }

  @Test
  void everyFineStepCostsOneEvaluationAndOthersNone() {
    Quadratic quadratic = new Quadratic();
    run(rule(new L1Norm()), 9, 0.1, quadratic);
    assertEquals(STEPS / 10, quadratic.scored);
  }

  @Test
  void rulesWithoutADualAreNotChecked() {
    Quadratic quadratic = new Quadratic();
    ProxSgd rule =
        new ProxSgd(new MomentumStep(0, 0), new L1Norm(), new DensityControl.FixedLambda(0.3f));
    List<CycleMetrics> lines = run(rule, 0, 0.1, quadratic);
    assertNull(lines.get(9).violations());
    assertNull(lines.get(9).lipschitz());
    assertEquals(0, quadratic.scored);
  }
}

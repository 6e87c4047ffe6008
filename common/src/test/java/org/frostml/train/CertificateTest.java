package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Penalties;
import org.frostml.optim.AdaBreg;
import org.frostml.optim.Adam;
import org.frostml.optim.AdamStep;
import org.frostml.optim.Bregman;
import org.frostml.optim.CubicRamp;
import org.frostml.optim.DensityControl;
import org.frostml.optim.DropAndGrow;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.NoRegularizer;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.optim.ProxSgd;
import org.frostml.optim.RandomMask;
import org.frostml.optim.Regularizer;
import org.frostml.optim.Rigl;
import org.frostml.optim.RowGroups;
import org.frostml.optim.SparseRowGroups;
import org.frostml.optim.SparsityDistribution;
import org.frostml.optim.StepContext;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How stationary the zeros are, by hand and where it must hold. */
class CertificateTest {
  private static final Regularizer L1 = new L1Norm();
  private static final MiniBatches BATCHES = new MiniBatches(1, 12, 3, 120);
  private static final int EPOCHS = 6;

  /** Its second block is not regularised, and the others not alike. */
  private static final Layout LAYOUT =
      new Penalties(List.of("*"), List.of("net.1.weight"), List.of(0.7f, 1f, 3f), 0)
          .on(Clouds.NETWORK);

  /** Of weights that are zero throughout; one that is born, if only for a step, does not count. */
  @Test
  void isTheMeanOfTheFineGradients() {
    Layout.Builder builder = new Layout.Builder();
    builder.add("w", Block.Kind.WEIGHT, 1, 4);
    Layout layout = new Layout(List.of(builder.build().blocks().get(0).penalised(2)));
    LinBreg rule = new LinBreg(1, new MomentumStep(0, 0), L1, new DensityControl.FixedLambda(4));
    OptimState state = rule.init(layout, new float[] {0, 0, 0, 1});
    SupportWatch watch = new SupportWatch(1, support -> 0, rule, state, Optional.empty());
    // The epoch's first: what was before is not of its window.
    assertNull(fine(watch, rule, state, 0, 0.5f, 9, -3, 2, 0).certificate());
    CycleMetrics second = fine(watch, rule, state, 1, 0.25f, 4, -10, 6, 80);
    assertEquals(10 / 2.0, second.certificate());
    assertEquals((4 + 4) / 0.25, second.certificateBound());
    // The third weight is born, v = 2.5 - 12 < -8, and dies again.
    CycleMetrics third = fine(watch, rule, state, 2, 0.5f, 1, -4, 24, 0);
    assertEquals((0.25 * 10 + 0.5 * 4) / 0.75 / 2, third.certificate(), 1e-6);
    assertEquals((4 + 4) / 0.75, third.certificateBound(), 1e-6);
    CycleMetrics fourth = fine(watch, rule, state, 3, 0.25f, -6, 16, -48, 0);
    assertEquals(Math.abs(0.25 * 10 + 0.5 * 4 - 0.25 * 16) / 1 / 2, fourth.certificate(), 1e-6);
    // The next epoch's window begins again, and the third weight is among its zeros.
    assertNull(fine(watch, rule, state, 10, 0.5f, 0, 0, 0, 0).certificate());
    assertEquals(3, fine(watch, rule, state, 11, 0.5f, 0, 1, 6, 0).certificate(), 1e-6);
  }

  /** lambda times penalty times what J lets a weight of a row of four reach. */
  @Test
  void isMeasuredInWhatAWeightMayReach() {
    Layout.Builder builder = new Layout.Builder();
    builder.add("w", Block.Kind.WEIGHT, 2, 4);
    Layout layout = new Layout(List.of(builder.build().blocks().get(0).penalised(2)));
    Map<Regularizer, Double> reaches =
        Map.of(L1, 1.0, new RowGroups(), 2.0, new SparseRowGroups(0.5f), 1.5);
    reaches.forEach(
        (regularizer, reach) -> {
          LinBreg rule =
              new LinBreg(
                  1, new MomentumStep(0, 0), regularizer, new DensityControl.FixedLambda(4));
          OptimState state = rule.init(layout, new float[] {5, 5, 5, 5, 0, 0, 0, 0});
          SupportWatch watch = new SupportWatch(1, support -> 0, rule, state, Optional.empty());
          fine(watch, rule, state, 0, 0.5f);
          CycleMetrics line = fine(watch, rule, state, 1, 0.5f, 0, 0, 0, 0, 0, 3, -6, 0);
          assertEquals(6 / (2 * reach), line.certificate(), 1e-6);
        });
  }

  private static CycleMetrics fine(
      SupportWatch watch, Bregman rule, OptimState state, long step, float rate, float... g) {
    Gradient gradient = Gradient.zero(GradientScope.FINE, state.support());
    System.arraycopy(g, 0, gradient.values(), 0, g.length);
    rule.fine(state, gradient, StepContext.of(rate));
    int epoch = (int) step / 10;
    watch.step(new StepMetrics(step, 1, epoch, Level.FINE, Work.NONE, rate, 1), state);
    return watch.line(state).orElseThrow();
  }

  record Method(Bregman rule, FreezeSchedule freeze, FineGradient fine) {}

  static List<Method> methods() {
    FreezeSchedule plain = new FreezeSchedule(1, 1);
    FreezeSchedule middle = new FreezeSchedule(4, 2, new CycleLength.Periodic(), 0.9, 3, 0.3);
    CubicRamp ramp = new CubicRamp(2, 0.1, 0.6);
    List<Method> methods = new ArrayList<>();
    for (Regularizer regularizer : List.of(L1, new RowGroups(), new SparseRowGroups(0.4f))) {
      for (DensityControl density :
          List.of(
              new DensityControl.FixedLambda(0.06f),
              new DensityControl.FixedLambda(0.06f, ramp),
              new DensityControl.Quantile(0.3),
              new DensityControl.Quantile(0.3, ramp),
              new DensityControl.Adaptive(0.3, 0.1f, 5, CubicRamp.NONE))) {
        for (Bregman rule :
            List.of(
                new LinBreg(0.5f, new MomentumStep(0.9f, 1e-2f), regularizer, density),
                new AdaBreg(0.5f, new AdamStep(0.9f, 0.99f, 0.01f, 1e-2f), regularizer, density))) {
          methods.add(new Method(rule, plain, FineGradient.BATCH));
          methods.add(new Method(rule, middle, FineGradient.BATCH));
          methods.add(new Method(rule, plain, new FineGradient(1, 3)));
        }
      }
    }
    return methods;
  }

  /** Some rows are there and some are not. */
  private static float[] theta0() {
    float[] theta = new Init(0.3, 1, 1).theta(Clouds.NETWORK, LAYOUT, 2);
    for (Block block : LAYOUT.blocks()) {
      for (int r = 0; block.isSparse() && r < block.rows(); r += 2) {
        int from = block.offset() + r * block.cols();
        Arrays.fill(theta, from, from + block.cols(), 0);
      }
    }
    return theta;
  }

  private static List<CycleMetrics> lines(
      Optimizer rule, FreezeSchedule freeze, FineGradient fine) {
    OptimState state = rule.init(LAYOUT, theta0());
    SupportWatch watch =
        new SupportWatch(1, Clouds.NETWORK::deadUnits, rule, state, Optional.empty());
    List<CycleMetrics> lines = new ArrayList<>();
    try (LocalObjective objective =
        new LocalObjective(
            Clouds.NETWORK, Kernels.named("vector"), 1, BATCHES, Clouds.shards(3, 40))) {
      double rate = rule instanceof AdaBreg ? 0.02 : 0.3;
      new Trainer(
              objective, rule, freeze, fine, new LrSchedule.Cosine(rate), BATCHES.stepsPerEpoch())
          .run(
              state,
              Position.START,
              EPOCHS,
              new Listener() {
                @Override
                public void step(StepMetrics step, OptimState state) {
                  watch.step(step, state);
                  watch.line(state).ifPresent(lines::add);
                }
              });
    }
    return lines;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void cannotExceedItsBound(Method method) {
    List<CycleMetrics> lines = lines(method.rule(), method.freeze(), method.fine());
    int epoch = 0;
    double closest = 0;
    for (CycleMetrics line : lines) {
      if (line.epoch() > epoch) {
        epoch = line.epoch();
        assertNull(line.certificate());
        assertNull(line.certificateBound());
      } else {
        assertNotNull(line.certificate());
        // Marks are rounded to single precision.
        assertTrue(line.certificate() <= line.certificateBound() * (1 + 1e-6), line::toString);
        closest = Math.max(closest, line.certificate() / line.certificateBound());
      }
    }
    assertEquals(EPOCHS, epoch);
    // A weight of a row has the row's bound to itself only where nothing else moves.
    double least = method.rule().regularizer().byGroups() ? 0 : 0.1;
    assertTrue(closest > least, "nothing that was zero has moved: " + closest);
  }

  static List<Optimizer> withoutADual() {
    return List.of(
        new ProxSgd(new MomentumStep(0, 0), L1, new DensityControl.Quantile(0.3)),
        new Rigl(
            new MomentumStep(0, 0),
            new RandomMask(0.3, SparsityDistribution.UNIFORM, 1),
            new DropAndGrow(0.3, 1)),
        new Adam(new AdamStep(0.9f, 0.99f, 0.01f, 0)),
        new LinBreg(1, new MomentumStep(0, 0), L1, new DensityControl.FixedLambda(0)),
        new LinBreg(
            1, new MomentumStep(0, 0), new NoRegularizer(), new DensityControl.Quantile(0.3)),
        new AdaBreg(1, new AdamStep(0.9f, 0.99f, 0.01f, 0), L1, new DensityControl.Quantile(1)));
  }

  @ParameterizedTest
  @MethodSource("withoutADual")
  void thereIsNoneWhereThereIsNoDual(Optimizer rule) {
    List<CycleMetrics> lines = lines(rule, new FreezeSchedule(0, 1), new FineGradient(0, 1));
    assertEquals(EPOCHS * BATCHES.stepsPerEpoch(), lines.size());
    for (CycleMetrics line : lines) {
      assertNull(line.certificate());
      assertNull(line.certificateBound());
    }
  }
}

package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Penalties;
import org.frostml.optim.AdaBreg;
import org.frostml.optim.AdamStep;
import org.frostml.optim.Bregman;
import org.frostml.optim.CubicRamp;
import org.frostml.optim.DensityControl;
import org.frostml.optim.FeatureGroups;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.optim.Regularizer;
import org.frostml.optim.RowGroups;
import org.frostml.optim.SparseRowGroups;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds after every step of every Bregman rule, whatever it is combined with, on blocks of
 * different penalties, one of them without.
 */
class InvariantsTest {
  private static final int DENSE = 2;
  private static final Layout LAYOUT =
      new Penalties(List.of("*"), List.of("net.1.weight"), List.of(0.5f, 1f, 2f), 0)
          .on(Clouds.NETWORK);
  private static final MiniBatches BATCHES = new MiniBatches(1, 12, 3, 120);
  private static final int EPOCHS = 8;
  private static final int STEPS = 80;
  private static final double TARGET = 0.3;

  record Method(Bregman rule, double rate, FreezeSchedule freeze, FineGradient fine) {}

  static List<Method> methods() {
    List<BiFunction<Regularizer, DensityControl, Bregman>> rules =
        List.of(
            (r, d) -> new LinBreg(1, new MomentumStep(0, 0), r, d),
            (r, d) -> new LinBreg(0.5f, new MomentumStep(0.9f, 1e-2f), r, d),
            (r, d) -> new AdaBreg(0.5f, new AdamStep(0.9f, 0.99f, 0.01f, 1e-2f), r, d));
    List<Regularizer> regularizers =
        List.of(new L1Norm(), new RowGroups(), new SparseRowGroups(0.4f), new FeatureGroups());
    CubicRamp ramp = new CubicRamp(2, 0.1, 0.6);
    List<DensityControl> densities =
        List.of(
            new DensityControl.FixedLambda(0.06f),
            new DensityControl.FixedLambda(0.06f, ramp),
            new DensityControl.Quantile(TARGET),
            new DensityControl.Adaptive(TARGET, 0.1f, 5, ramp));
    FreezeSchedule plain = new FreezeSchedule(6, 3);
    List<FreezeSchedule> freezes =
        List.of(
            new FreezeSchedule(0, 1),
            plain,
            new FreezeSchedule(9, 2, new CycleLength.Ramp(0.5), 0.7, 0, 1),
            new FreezeSchedule(9, 1, new CycleLength.ByChurn(2, 0.05), 1, 0, 1),
            new FreezeSchedule(9, 4, new CycleLength.Periodic(), 0.9, 3, 0.3));
    List<Method> methods = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      for (Regularizer regularizer : regularizers) {
        for (DensityControl density : densities) {
          Bregman rule = rules.get(i).apply(regularizer, density);
          double rate = i == 2 ? 0.02 : 0.3;
          for (FreezeSchedule freeze : freezes) {
            methods.add(new Method(rule, rate, freeze, FineGradient.BATCH));
          }
          for (FineGradient fine :
              List.of(new FineGradient(3, 1), new FineGradient(0, 1), new FineGradient(1, 4))) {
            methods.add(new Method(rule, rate, plain, fine));
          }
          // A middle step in every cycle must not take the stripes' turns.
          methods.add(new Method(rule, rate, freezes.get(4), new FineGradient(1, 2)));
        }
      }
    }
    return methods;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void holdAfterEveryStep(Method method) {
    OptimState state =
        method.rule().init(LAYOUT, new Init(0.3, 1, 1).theta(Clouds.NETWORK, LAYOUT, 2));
    SupportWatch watch = new SupportWatch(method, state);
    try (LocalObjective objective =
        new LocalObjective(
            Clouds.NETWORK, Kernels.named("vector"), 1, BATCHES, Clouds.shards(3, 40))) {
      new Trainer(
              objective,
              method.rule(),
              method.freeze(),
              method.fine(),
              new LrSchedule.Cosine(method.rate()),
              BATCHES.stepsPerEpoch())
          .run(state, Position.START, EPOCHS, watch);
    }
    watch.requireMovement();
    if (!(method.rule().density() instanceof DensityControl.FixedLambda)) {
      int keep = (int) (TARGET * LAYOUT.weights());
      assertTrue(state.support().weights() <= keep, "a run ends with what was asked for");
    }
  }

  /** Compares every step with the state before it. */
  private static final class SupportWatch implements Listener {
    private final Method method;
    private Support support;
    private float[] dual;
    private List<float[]> moments;
    private float lambda;
    private int fineSteps;
    private int changes;

    SupportWatch(Method method, OptimState state) {
      this.method = method;
      requireMirrored(state);
      remember(state);
    }

    private void remember(OptimState state) {
      support = state.support();
      dual = state.dual();
      moments = state.moments();
      lambda = state.lambda();
    }

    @Override
    public void step(StepMetrics step, OptimState state) {
      requireMirrored(state);
      switch (step.level()) {
        case COARSE -> requireFrozen(state);
        case MIDDLE -> requireOnlyNearOnesMoved(state);
        case FINE -> requireSeen(state);
      }
      if (step.level() == Level.COARSE) {
        assertSame(support, state.support());
      } else {
        assertEquals(support.version() + 2, state.support().version());
        assertTrue(step.first() < method.freeze().until() * STEPS, "the support stays by then");
        changes += support.differences(state.support());
      }
      remember(state);
    }

    /** B of the method: theta = prox(delta v), |v| <= lambda * penalty * reach off the support. */
    private void requireMirrored(OptimState state) {
      float[] v = state.dual();
      float[] theta = state.theta();
      Regularizer j = method.rule().regularizer();
      double[] expected = Mirror.prox(j, LAYOUT, v, state.lambda());
      boolean[] active = active(state.support());
      for (Block block : LAYOUT.blocks()) {
        double bound = state.lambda() * block.penalty() * j.reach(block) * (1 + 1e-5);
        for (int k = block.offset(); k < block.end(); k++) {
          double tolerance = 1e-5 * (1 + Math.abs(v[k]));
          assertEquals(method.rule().delta() * expected[k], theta[k], tolerance);
          assertTrue(active[k] || Math.abs(v[k]) <= bound, v[k] + " is beyond " + bound);
          assertTrue(active[k] || block.isSparse(), "what is not regularised is frozen");
        }
      }
      assertTrue(state.support().isFull(DENSE));
    }

    private void requireFrozen(OptimState state) {
      assertEquals(lambda, state.lambda());
      requireKept(state, active(support));
    }

    /** What is kept at coordinates that may not move has not. */
    private void requireKept(OptimState state, boolean[] may) {
      requireKept(dual, state.dual(), may);
      // Momentum ends with a weight's life, and Adam's moments stay.
      for (int i = 0; method.rule() instanceof AdaBreg && i < moments.size(); i++) {
        requireKept(moments.get(i), state.moments().get(i), may);
      }
    }

    private static void requireKept(float[] before, float[] after, boolean[] may) {
      for (int k = 0; k < before.length; k++) {
        if (!may[k]) {
          assertEquals(before[k], after[k]);
        }
      }
    }

    private void requireOnlyNearOnesMoved(OptimState state) {
      if (method.rule().density() instanceof DensityControl.Quantile) {
        assertTrue(state.lambda() >= lambda, () -> state.lambda() + " is below " + lambda);
        assertTrue(state.support().weights() <= (int) (TARGET * LAYOUT.weights()));
      } else {
        assertEquals(lambda, state.lambda());
      }
      double bound = (1 - method.freeze().near()) * lambda * (1 - 1e-5);
      double[] near = Mirror.prox(method.rule().regularizer(), LAYOUT, dual, bound);
      boolean[] may = active(support);
      for (int k = 0; k < may.length; k++) {
        may[k] |= near[k] != 0 || isNearWithItsColumn(near, k);
      }
      requireKept(state, may);
    }

    /** A weight of a column is near with it, though its own dual be 0. */
    private boolean isNearWithItsColumn(double[] near, int k) {
      Block first = LAYOUT.blocks().get(0);
      boolean any = false;
      if (method.rule().regularizer() instanceof FeatureGroups && k < first.end()) {
        for (int j = k % first.cols(); j < first.end(); j += first.cols()) {
          any |= near[j] != 0;
        }
      }
      return any;
    }

    /** What a stripe did not show stays; a quantile keeps no more than the target. */
    private void requireSeen(OptimState state) {
      boolean[] may = active(support);
      int parts = method.fine().parts();
      int part = fineSteps++ % parts;
      for (Block block : LAYOUT.blocks()) {
        int from = block.rows() * part / parts * block.cols();
        int to = block.rows() * (part + 1) / parts * block.cols();
        Arrays.fill(may, block.offset() + from, block.offset() + to, true);
      }
      requireKept(state, may);
      if (method.rule().density() instanceof DensityControl.Quantile) {
        int keep = (int) (TARGET * LAYOUT.weights());
        int kept = state.support().weights();
        // Where fewer have ever moved there is nothing to choose from.
        boolean exact = method.rule().regularizer() instanceof L1Norm && state.lambda() > 0;
        assertTrue(exact ? kept == keep : kept <= keep, () -> kept + " of " + keep);
      }
    }

    void requireMovement() {
      assertTrue(changes > 0, "nothing was born and nothing has died");
    }
  }

  private static boolean[] active(Support support) {
    boolean[] active = new boolean[LAYOUT.size()];
    Arrays.stream(support.coordinates()).forEach(k -> active[k] = true);
    return active;
  }
}

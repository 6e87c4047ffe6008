package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.optim.AdaBreg;
import org.frostml.optim.AdamStep;
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
import org.frostml.optim.SparsityDistribution;
import org.frostml.optim.StepContext;
import org.frostml.sparse.Bfloat16;
import org.frostml.sparse.Float32;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Int8;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Precision;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Training on numbers that are rounded on their way, in one JVM as anywhere. */
class ExchangePrecisionTest {
  private static final Kernels KERNELS = Kernels.named("vector");
  private static final Layout LAYOUT = Clouds.NETWORK.layout();
  private static final FloatFormat FLOAT32 = new Float32();
  private static final FloatFormat BFLOAT16 = new Bfloat16();
  private static final ExchangePrecision INT8 = new ExchangePrecision(new Int8(), FLOAT32);
  private static final ExchangePrecision FEWEST = new ExchangePrecision(new Int8(), BFLOAT16);
  private static final ExchangePrecision HALVES = new ExchangePrecision(BFLOAT16, BFLOAT16);
  private static final ExchangePrecision ROUNDS = new ExchangePrecision(FLOAT32, BFLOAT16);
  private static final Regularizer L1 = new L1Norm();
  private static final DensityControl QUANTILE = new DensityControl.Quantile(0.3);
  private static final MomentumStep MOMENTUM = new MomentumStep(0.5f, 1e-3f);

  private static MiniBatches batches(int shards) {
    return new MiniBatches(1, 12, shards, 120);
  }

  private static LocalObjective objective(ExchangePrecision precision, int shards, int threads) {
    return new LocalObjective(
        Clouds.NETWORK,
        KERNELS,
        threads,
        batches(shards),
        precision,
        Clouds.shards(shards, 120 / shards));
  }

  private static Weights weights() {
    float[] theta = new Init(0.3, 1, 1).theta(Clouds.NETWORK, 2);
    Support support = Support.of(LAYOUT, 1, theta);
    return new Weights(support, support.restrict(theta));
  }

  private static float[] values(
      ExchangePrecision precision, int shards, GradientScope scope, long step) {
    try (LocalObjective objective = objective(precision, shards, 1)) {
      return objective.gradient(weights(), scope, step).values().clone();
    }
  }

  static Stream<Arguments> fine() {
    return Stream.of(INT8, new ExchangePrecision(BFLOAT16, FLOAT32))
        .flatMap(
            precision ->
                Stream.of(new GradientScope(0, 1, 0), new GradientScope(1, 3, 0))
                    .map(scope -> Arguments.of(precision, scope)));
  }

  /** Of all examples, so that every step has the same gradient; the draws are the step's. */
  @ParameterizedTest
  @MethodSource("fine")
  void fineGradientsAreRightInTheMean(ExchangePrecision precision, GradientScope scope) {
    int steps = 400;
    float[] exact = values(ExchangePrecision.EXACT, 3, scope, 0);
    double[] sum = new double[exact.length];
    double[] squares = new double[exact.length];
    try (LocalObjective objective = objective(precision, 3, 1)) {
      for (int step = 0; step < steps; step++) {
        float[] g = objective.gradient(weights(), scope, step).values();
        for (int k = 0; k < g.length; k++) {
          sum[k] += g[k];
          squares[k] += Math.pow(g[k] - exact[k], 2);
        }
      }
    }
    int rounded = 0;
    for (int k = 0; k < exact.length; k++) {
      double sigma = Math.sqrt(squares[k]) / steps;
      rounded += sigma > 0 ? 1 : 0;
      assertEquals(exact[k], sum[k] / steps, 5 * sigma + 1e-5 * Math.abs(exact[k]) + 1e-6);
    }
    assertTrue(rounded > exact.length / 2, "nothing was rounded");
  }

  /** One shard too: its executor is not the driver. */
  @Test
  void whatAShardSendsIsRoundedByItsStepAndItself() {
    GradientScope all = new GradientScope(0, 1, 0);
    for (int shards : new int[] {1, 3}) {
      float[] exact = values(ExchangePrecision.EXACT, shards, all, 4);
      float[] once = values(INT8, shards, all, 4);
      assertFalse(Arrays.equals(exact, once), shards + " shards");
      assertArrayEquals(once, values(INT8, shards, all, 4));
      assertFalse(Arrays.equals(once, values(INT8, shards, all, 5)), "another step's");
    }
  }

  @Test
  void coarseGradientsAreOfTheActivePrecision() {
    float[] exact = values(ExchangePrecision.EXACT, 3, GradientScope.COARSE, 1);
    assertArrayEquals(exact, values(INT8, 3, GradientScope.COARSE, 1));
    float[] rounded = values(FEWEST, 3, GradientScope.COARSE, 1);
    assertFalse(Arrays.equals(exact, rounded));
    float largest = 0;
    for (float x : exact) {
      largest = Math.max(largest, Math.abs(x));
    }
    // Rounded are the weights that they are taken at, too.
    assertArrayEquals(exact, rounded, 0.05f * largest);
  }

  /** What is not moved is not touched, though it travels in half its bytes. */
  @Test
  void theDriversDualIsNeverRounded() {
    for (Optimizer rule :
        List.of(
            new LinBreg(0.5f, new MomentumStep(0, 0), L1, QUANTILE),
            new ProxSgd(new MomentumStep(0, 0), new NoRegularizer(), QUANTILE),
            new Rigl(
                new MomentumStep(0, 0),
                new RandomMask(0.3, SparsityDistribution.UNIFORM, 5),
                new DropAndGrow(0.3, 0.75)))) {
      OptimState state = rule.init(LAYOUT, new Init(0.3, 1, 1).theta(Clouds.NETWORK, 2));
      float[] dual = state.dual().clone();
      float[] theta = state.theta().clone();
      try (LocalObjective objective = objective(ROUNDS, 3, 1)) {
        objective.round(state.active(), rule, new Round(1, new float[4]));
      }
      assertArrayEquals(dual, state.dual());
      assertArrayEquals(theta, state.theta(), 1e-6f);
    }
  }

  /** Steps far below what half the bytes of a dual could tell. */
  @Test
  void manySmallRoundsAddUp() {
    LinBreg rule = new LinBreg(1, new MomentumStep(0, 0), L1, QUANTILE);
    List<float[]> moved = new ArrayList<>();
    for (ExchangePrecision precision : List.of(ExchangePrecision.EXACT, ROUNDS)) {
      OptimState state = rule.init(LAYOUT, new Init(0.3, 1, 1).theta(Clouds.NETWORK, 2));
      float[] dual = state.dual().clone();
      try (LocalObjective objective = objective(precision, 3, 1)) {
        for (int i = 0; i < 300; i++) {
          objective.round(state.active(), rule, new Round(2 * i, new float[] {1e-5f, 1e-5f}));
        }
      }
      float[] after = state.dual();
      for (int j = 0; j < dual.length; j++) {
        dual[j] = after[j] - dual[j];
      }
      moved.add(dual);
    }
    double error = 0;
    double squares = 0;
    for (int j = 0; j < LAYOUT.size(); j++) {
      error += Math.pow(moved.get(1)[j] - moved.get(0)[j], 2);
      squares += Math.pow(moved.get(0)[j], 2);
    }
    double relative = Math.sqrt(error / squares);
    assertTrue(relative < 0.02, () -> "off by " + relative);
  }

  record Method(Optimizer rule, FreezeSchedule freeze, FineGradient fine) {}

  static Stream<Arguments> methods() {
    FineGradient partial = new FineGradient(1, 3);
    FreezeSchedule middle = new FreezeSchedule(6, 2, new CycleLength.Periodic(), 0.9, 3, 0.5);
    AdamStep adam = new AdamStep(0.9f, 0.99f, 0.01f, 1e-3f);
    RandomMask mask = new RandomMask(0.3, SparsityDistribution.UNIFORM, 5);
    List<Method> methods =
        List.of(
            new Method(new LinBreg(1, MOMENTUM, L1, QUANTILE), new FreezeSchedule(4, 1), partial),
            new Method(new LinBreg(1, MOMENTUM, L1, QUANTILE), middle, FineGradient.BATCH),
            new Method(
                new AdaBreg(1, adam, L1, QUANTILE), new FreezeSchedule(4, 4), FineGradient.BATCH),
            new Method(
                new ProxSgd(MOMENTUM, L1, QUANTILE), new FreezeSchedule(3, 3), FineGradient.BATCH),
            new Method(
                new Rigl(MOMENTUM, mask, new DropAndGrow(0.3, 0.75)),
                new FreezeSchedule(3, 2),
                partial));
    return Stream.of(INT8, FEWEST, HALVES)
        .flatMap(precision -> methods.stream().map(method -> Arguments.of(precision, method)));
  }

  private static OptimState begin(Method method) {
    return method.rule().init(LAYOUT, new Init(0.3, 1, 1).theta(Clouds.NETWORK, 2));
  }

  private static void train(
      ExchangePrecision precision,
      Method method,
      int threads,
      OptimState state,
      Position from,
      Listener listener) {
    try (LocalObjective objective = objective(precision, 3, threads)) {
      double rate = method.rule() instanceof AdaBreg ? 0.02 : 0.2;
      new Trainer(
              objective,
              method.rule(),
              method.freeze(),
              method.fine(),
              new LrSchedule.Cosine(rate),
              batches(3).stepsPerEpoch())
          .run(state, from, 3, listener);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void threadsAndPausesDoNotChangeTheBits(ExchangePrecision precision, Method method) {
    OptimState alone = begin(method);
    List<Checkpoint> pauses = new ArrayList<>();
    train(
        precision,
        method,
        1,
        alone,
        Position.START,
        new Listener() {
          @Override
          public void pause(Position at, OptimState state) {
            pauses.add(Checkpoint.of(at, state, Optional.empty(), new int[0], Map.of()));
          }
        });
    for (Checkpoint pause : List.of(pauses.get(0), pauses.get(pauses.size() / 2))) {
      OptimState state = pause.state(method.rule(), LAYOUT);
      train(precision, method, 2, state, pause.at(), new Listener() {});
      assertArrayEquals(alone.theta(), state.theta());
      assertArrayEquals(alone.dual(), state.dual());
    }
  }

  /** Rounding is no reason not to learn. */
  @ParameterizedTest
  @MethodSource("methods")
  void theLossFallsAsItDoes(ExchangePrecision precision, Method method) {
    double exact = loss(ExchangePrecision.EXACT, method);
    double rounded = loss(precision, method);
    assertTrue(rounded < 1.15 * exact, () -> rounded + " where exact exchange has " + exact);
    assertTrue(exact < Math.log(4), () -> "learns nothing: " + exact);
  }

  private static double loss(ExchangePrecision precision, Method method) {
    OptimState state = begin(method);
    train(precision, method, 2, state, Position.START, new Listener() {});
    return new LocalEvaluator(new LocalWorkers(Clouds.NETWORK, KERNELS, 1), Clouds.shards(3, 40))
        .score(state.weights())
        .meanLoss();
  }

  static Stream<Precision> rounding() {
    return Stream.of(BFLOAT16, new Int8());
  }

  /** The certificate bounds the mean of what came, which is what moved the dual. */
  @ParameterizedTest
  @MethodSource("rounding")
  void theCertificateIsOfWhatCame(Precision precision) {
    LinBreg rule = new LinBreg(1, new MomentumStep(0, 0), L1, new DensityControl.FixedLambda(9));
    OptimState state = rule.init(LAYOUT, new Init(0.3, 1, 1).theta(Clouds.NETWORK, 2));
    Certificate certificate = new Certificate(L1, state);
    double[] sum = new double[LAYOUT.size()];
    double rates = 0;
    boolean[] active = new boolean[LAYOUT.size()];
    for (int k = 0; k < state.support().size(); k++) {
      active[state.support().coordinate(k)] = true;
    }
    try (LocalObjective objective = objective(new ExchangePrecision(precision, FLOAT32), 3, 1)) {
      for (int step = 0; step < 5; step++) {
        Gradient mean = objective.gradient(state.weights(), GradientScope.FINE, step);
        mean.scale(mean.work().score().toMean());
        float rate = 0.01f + 0.01f * step;
        for (int j = 0; j < sum.length && step > 0; j++) {
          sum[j] += rate * mean.values()[j];
        }
        rates += step > 0 ? rate : 0;
        rule.fine(state, mean, StepContext.of(rate));
        certificate.take(new StepMetrics(step, 1, 0, Level.FINE, mean.work(), rate, 1), state);
        for (int k = 0; k < state.support().size(); k++) {
          active[state.support().coordinate(k)] = true;
        }
      }
    }
    double largest = 0;
    for (int j = 0; j < sum.length; j++) {
      largest = active[j] ? largest : Math.max(largest, Math.abs(sum[j]) / rates);
    }
    assertEquals(largest, certificate.value(state), 1e-5 * largest);
  }
}

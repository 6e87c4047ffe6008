package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.frostml.Family;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.optim.AdaBreg;
import org.frostml.optim.Adam;
import org.frostml.optim.AdamStep;
import org.frostml.optim.ByteDual;
import org.frostml.optim.CubicRamp;
import org.frostml.optim.DensityControl;
import org.frostml.optim.DropAndGrow;
import org.frostml.optim.Dual;
import org.frostml.optim.DualPrecision;
import org.frostml.optim.FloatDual;
import org.frostml.optim.GradualPruning;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.optim.ProxSgd;
import org.frostml.optim.RandomMask;
import org.frostml.optim.Regularizer;
import org.frostml.optim.Rigl;
import org.frostml.optim.RowGroups;
import org.frostml.optim.Sgd;
import org.frostml.optim.SparseEvolutionaryTraining;
import org.frostml.optim.SparseRowGroups;
import org.frostml.optim.SparsityDistribution;
import org.frostml.optim.StaticMask;
import org.frostml.sparse.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run resumed from wherever it paused ends with the same bits. */
class CheckpointTest {
  private static final Layout LAYOUT = Clouds.NETWORK.layout();
  private static final MiniBatches BATCHES = new MiniBatches(1, 12, 3, 120);
  private static final int EPOCHS = 3;
  private static final Regularizer L1 = new L1Norm();
  private static final Regularizer MIXED = new SparseRowGroups(0.3f);
  private static final DensityControl QUANTILE = new DensityControl.Quantile(0.3);
  private static final DensityControl ADAPTIVE =
      new DensityControl.Adaptive(0.3, 0.05f, 5, CubicRamp.NONE);
  private static final FineGradient PARTIAL = new FineGradient(1, 3);
  private static final FineGradient FULL = new FineGradient(0, 1);

  /** A rule, how often its support is looked at, and on what. */
  record Method(Optimizer rule, FreezeSchedule freeze, FineGradient fine) {
    Method(Optimizer rule, int m, int localSteps) {
      this(rule, new FreezeSchedule(m, localSteps), FineGradient.BATCH);
    }
  }

  private static LinBreg linBreg(float momentum, Regularizer regularizer, DensityControl density) {
    return new LinBreg(0.7f, new MomentumStep(momentum, 1e-3f), regularizer, density);
  }

  private static LinBreg rounded(float momentum, DensityControl density) {
    DualPrecision duals = new DualPrecision(true, 3);
    return new LinBreg(0.7f, new MomentumStep(momentum, 1e-3f), L1, density, duals);
  }

  private static AdaBreg adaBreg(Regularizer regularizer, DensityControl density) {
    return new AdaBreg(0.7f, new AdamStep(0.9f, 0.99f, 0.01f, 1e-3f), regularizer, density);
  }

  private static FreezeSchedule freeze(CycleLength pace, double until, int middle) {
    return new FreezeSchedule(7, 3, pace, until, middle, 0.5);
  }

  static List<Method> methods() {
    CycleLength periodic = new CycleLength.Periodic();
    CycleLength ramp = new CycleLength.Ramp(0.5);
    CycleLength adaptive = new CycleLength.ByChurn(1, 0.05);
    DensityControl fixed = new DensityControl.FixedLambda(0.05f, new CubicRamp(0.3, 0.2, 0.7));
    FineGradient batches = new FineGradient(4, 1);
    return List.of(
        new Method(linBreg(0, L1, QUANTILE), 6, 1),
        new Method(linBreg(0.9f, L1, QUANTILE), 6, 4),
        new Method(linBreg(0.5f, L1, fixed), 3, 3),
        new Method(rounded(0.9f, QUANTILE), 6, 4),
        new Method(rounded(0, ADAPTIVE), freeze(adaptive, 0.8, 2), PARTIAL),
        new Method(linBreg(0.5f, L1, ADAPTIVE), freeze(adaptive, 0.8, 2), PARTIAL),
        new Method(linBreg(0, MIXED, ADAPTIVE), freeze(ramp, 1, 0), batches),
        new Method(linBreg(0.9f, new RowGroups(), QUANTILE), 6, 2),
        new Method(adaBreg(L1, QUANTILE), 6, 1),
        new Method(adaBreg(L1, QUANTILE), 0, 1),
        new Method(adaBreg(MIXED, ADAPTIVE), freeze(adaptive, 0.8, 0), FULL),
        new Method(adaBreg(L1, fixed), freeze(ramp, 0.9, 2), PARTIAL),
        new Method(adaBreg(L1, QUANTILE), freeze(periodic, 1, 3), batches),
        new Method(new ProxSgd(new MomentumStep(0, 1e-3f), L1, QUANTILE), 3, 1),
        new Method(
            new ProxSgd(new MomentumStep(0.9f, 0), MIXED, ADAPTIVE),
            freeze(adaptive, 1, 0),
            PARTIAL),
        new Method(
            new Rigl(
                new MomentumStep(0.9f, 1e-3f),
                new RandomMask(0.3, SparsityDistribution.ERDOS_RENYI, 5),
                new DropAndGrow(0.3, 0.75)),
            6,
            4),
        new Method(
            new Rigl(
                new MomentumStep(0, 0),
                new RandomMask(0.3, SparsityDistribution.UNIFORM, 5),
                new DropAndGrow(0.3, 0.75)),
            freeze(periodic, 1, 0),
            PARTIAL),
        new Method(
            new SparseEvolutionaryTraining(
                new MomentumStep(0, 0),
                new RandomMask(0.3, SparsityDistribution.UNIFORM, 5),
                new DropAndGrow(0.3, 0.75)),
            4,
            1),
        new Method(
            new SparseEvolutionaryTraining(
                new MomentumStep(0.9f, 0),
                new RandomMask(0.3, SparsityDistribution.UNIFORM, 5),
                new DropAndGrow(0.3, 0.75)),
            freeze(ramp, 1, 0),
            FULL),
        new Method(
            new StaticMask(
                new MomentumStep(0.9f, 1e-3f),
                new RandomMask(0.3, SparsityDistribution.UNIFORM, 5)),
            6,
            3),
        new Method(
            new StaticMask(
                new MomentumStep(0, 0), new RandomMask(0.3, SparsityDistribution.UNIFORM, 5)),
            freeze(adaptive, 1, 0),
            FULL),
        new Method(
            new GradualPruning(
                new MomentumStep(0.9f, 1e-3f), 0.3, SparsityDistribution.UNIFORM, 0.1, 0.8),
            3,
            3),
        new Method(
            new GradualPruning(new MomentumStep(0, 0), 0.3, SparsityDistribution.ERDOS_RENYI, 0, 1),
            freeze(periodic, 0.9, 0),
            batches),
        new Method(new Sgd(new MomentumStep(0, 1e-3f)), 0, 1),
        new Method(new Sgd(new MomentumStep(0.9f, 1e-3f)), 0, 1),
        new Method(
            new Adam(new AdamStep(0.9f, 0.99f, 0.01f, 1e-3f)), new FreezeSchedule(0, 1), FULL));
  }

  @Test
  void everyMemberIsTested() {
    Set<Class<?>> tested =
        methods().stream().map(method -> method.rule().getClass()).collect(Collectors.toSet());
    assertEquals(Family.members(Optimizer.class), tested);
  }

  private static OptimState begin(Optimizer rule) {
    return rule.init(LAYOUT, new Init(0.3, 1, 1).theta(Clouds.NETWORK, LAYOUT, 2));
  }

  private static void train(
      Method method, LrSchedule rates, OptimState state, Position from, int epochs, Listener l) {
    try (LocalObjective objective =
        new LocalObjective(
            Clouds.NETWORK, Kernels.named("vector"), 2, BATCHES, Clouds.shards(3, 40))) {
      int stepsPerEpoch = BATCHES.stepsPerEpoch();
      new Trainer(objective, method.rule(), method.freeze(), method.fine(), rates, stepsPerEpoch)
          .run(state, from, epochs, l);
    }
  }

  private static void train(Method method, OptimState state, Position from, Listener listener) {
    train(method, new LrSchedule.Cosine(0.1), state, from, EPOCHS, listener);
  }

  /** Writes every pause down. */
  private static Listener into(List<Checkpoint> pauses) {
    return new Listener() {
      @Override
      public void pause(Position at, OptimState state) {
        pauses.add(Checkpoint.of(at, state, Optional.empty(), new int[0], Map.of()));
      }
    };
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anyPauseLeadsToTheSameBits(Method method) {
    OptimState undisturbed = begin(method.rule());
    List<Checkpoint> pauses = new ArrayList<>();
    train(method, undisturbed, Position.START, into(pauses));
    assertEquals(30, pauses.get(pauses.size() - 1).at().next());
    assertTrue(pauses.size() >= 12, () -> pauses.size() + " pauses");
    for (Checkpoint pause : pauses) {
      OptimState resumed = pause.state(method.rule(), LAYOUT);
      List<Integer> epochs = new ArrayList<>();
      train(
          method,
          resumed,
          pause.at(),
          new Listener() {
            @Override
            public void epoch(int epoch, OptimState state) {
              epochs.add(epoch);
            }
          });
      requireSame(undisturbed, resumed, pause.at());
      long before = (pause.at().next() - 1) / BATCHES.stepsPerEpoch();
      assertEquals(EPOCHS - before, epochs.size(), "one that had ended is reported again");
    }
  }

  private static void requireSame(OptimState expected, OptimState actual, Position from) {
    assertArrayEquals(expected.theta(), actual.theta(), () -> "from " + from);
    assertArrayEquals(expected.dual(), actual.dual());
    assertEquals(expected.moments().size(), actual.moments().size());
    for (int i = 0; i < expected.moments().size(); i++) {
      assertArrayEquals(expected.moments().get(i), actual.moments().get(i));
    }
    assertEquals(expected.counts(), actual.counts());
    assertEquals(expected.support().version(), actual.support().version());
    assertArrayEquals(expected.support().coordinates(), actual.support().coordinates());
  }

  static List<Method> ofAnyLength() {
    return methods().stream()
        .filter(method -> !method.freeze().endsWithTheRun() && !method.rule().endsWithTheRun())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("ofAnyLength")
  void aRunThatDoesNotGoByItsLengthMayGetLonger(Method method) {
    LrSchedule rates = new LrSchedule.Constant(0.05);
    OptimState atOnce = begin(method.rule());
    train(method, rates, atOnce, Position.START, EPOCHS, new Listener() {});
    OptimState shorter = begin(method.rule());
    List<Checkpoint> pauses = new ArrayList<>();
    train(method, rates, shorter, Position.START, EPOCHS - 1, into(pauses));
    Checkpoint end = pauses.get(pauses.size() - 1);
    assertFalse(Arrays.equals(atOnce.theta(), shorter.theta()));
    OptimState longer = end.state(method.rule(), LAYOUT);
    train(method, rates, longer, end.at(), EPOCHS, new Listener() {});
    requireSame(atOnce, longer, end.at());
  }

  @Test
  void numbersOfAnotherRuleAreRefused() {
    Optimizer rule = linBreg(0, L1, QUANTILE);
    Checkpoint checkpoint =
        Checkpoint.of(Position.START, begin(rule), Optional.empty(), new int[0], Map.of());
    Optimizer other = linBreg(0.9f, L1, QUANTILE);
    assertEquals(
        "expected 1 arrays of moments, got 0",
        assertThrows(IllegalArgumentException.class, () -> checkpoint.state(other, LAYOUT))
            .getMessage());
    assertEquals(
        "theta: expected " + checkpoint.numbers().theta().length + " values, got 3",
        refused(rule, checkpoint, new float[3], checkpoint.numbers().dual()));
    assertEquals(
        "dual off the support: expected " + LAYOUT.size() + " values, got 2",
        refused(rule, checkpoint, checkpoint.numbers().theta(), new FloatDual(new float[2])));
    assertEquals(
        "the dual was saved as int8",
        refused(
            rule,
            checkpoint,
            checkpoint.numbers().theta(),
            ByteDual.of(new byte[LAYOUT.size()], 1)));
  }

  private static String refused(Optimizer rule, Checkpoint checkpoint, float[] theta, Dual dual) {
    OptimState.Saved saved =
        new OptimState.Saved(theta, checkpoint.numbers().active(), dual, List.of());
    return assertThrows(
            IllegalArgumentException.class,
            () -> rule.restore(begin(rule).support(), saved, checkpoint.counts()))
        .getMessage();
  }
}

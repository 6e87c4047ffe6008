package org.frostml.job.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.job.Problem;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Penalties;
import org.frostml.nn.Shard;
import org.frostml.optim.AdaBreg;
import org.frostml.optim.Adam;
import org.frostml.optim.AdamStep;
import org.frostml.optim.CubicRamp;
import org.frostml.optim.DensityControl;
import org.frostml.optim.DropAndGrow;
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
import org.frostml.optim.Sgd;
import org.frostml.optim.SparseEvolutionaryTraining;
import org.frostml.optim.SparseRowGroups;
import org.frostml.optim.SparsityDistribution;
import org.frostml.optim.StaticMask;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.train.CycleLength;
import org.frostml.train.FineGradient;
import org.frostml.train.FreezeSchedule;
import org.frostml.train.Listener;
import org.frostml.train.LocalObjective;
import org.frostml.train.Objective;
import org.frostml.train.Position;
import org.frostml.train.StepMetrics;
import org.frostml.train.Trainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method gives the same bits on Spark as in one JVM, with all that it looks at. */
class MethodsOnSparkTest {
  private static final Regularizer L1 = new L1Norm();
  private static final Regularizer MIXED = new SparseRowGroups(0.3f);
  private static final DensityControl QUANTILE = new DensityControl.Quantile(0.1);
  private static final DensityControl ADAPTIVE =
      new DensityControl.Adaptive(0.1, 0.02f, 5, CubicRamp.NONE);
  private static final FineGradient BATCHES = new FineGradient(3, 1);
  private static final FineGradient FULL = new FineGradient(0, 1);
  private static final FineGradient PARTIAL = new FineGradient(1, 3);

  /** One layer is not regularised, and those that are not alike. */
  private static final Layout LAYOUT =
      new Penalties(List.of("*"), List.of("net.last.weight"), List.of(1f, 0.5f, 1f), 0)
          .on(Problem.NETWORK);

  private static JavaSparkContext spark;
  private static JavaRDD<Shard> shards;

  @BeforeAll
  static void startSpark() {
    spark = new JavaSparkContext(Problem.conf("local[2]"));
    shards = Problem.shards(spark);
  }

  @AfterAll
  static void stopSpark() {
    spark.close();
  }

  record Method(Optimizer rule, FreezeSchedule freeze, FineGradient fine) {}

  private static Method method(Optimizer rule, int m, int localSteps, FineGradient fine) {
    return new Method(rule, new FreezeSchedule(m, localSteps), fine);
  }

  private static FreezeSchedule freeze(int localSteps, CycleLength pace, double until, int middle) {
    return new FreezeSchedule(6, localSteps, pace, until, middle, 0.5);
  }

  static List<Method> methods() {
    CycleLength periodic = new CycleLength.Periodic();
    CycleLength adaptive = new CycleLength.ByChurn(1, 0.05);
    LinBreg plain = new LinBreg(1, new MomentumStep(0, 1e-3f), L1, QUANTILE);
    LinBreg heavy = new LinBreg(0.7f, new MomentumStep(0.5f, 1e-3f), MIXED, ADAPTIVE);
    AdaBreg ada = new AdaBreg(1, new AdamStep(0.9f, 0.99f, 0.01f, 1e-3f), L1, QUANTILE);
    AdaBreg mixed = new AdaBreg(0.7f, new AdamStep(0.9f, 0.99f, 0.01f, 0), MIXED, ADAPTIVE);
    ProxSgd prox = new ProxSgd(new MomentumStep(0.5f, 0), L1, QUANTILE);
    Rigl rigl =
        new Rigl(
            new MomentumStep(0.5f, 1e-3f),
            new RandomMask(0.1, SparsityDistribution.ERDOS_RENYI, 5),
            new DropAndGrow(0.3, 0.75));
    SparseEvolutionaryTraining set =
        new SparseEvolutionaryTraining(
            new MomentumStep(0, 0),
            new RandomMask(0.1, SparsityDistribution.UNIFORM, 5),
            new DropAndGrow(0.3, 0.75));
    StaticMask still =
        new StaticMask(
            new MomentumStep(0.5f, 0), new RandomMask(0.1, SparsityDistribution.UNIFORM, 5));
    GradualPruning gmp =
        new GradualPruning(
            new MomentumStep(0.5f, 0), 0.1, SparsityDistribution.ERDOS_RENYI, 0.1, 0.8);
    return List.of(
        method(plain, 0, 1, FineGradient.BATCH),
        method(plain, 4, 1, BATCHES),
        method(plain, 4, 3, FULL),
        new Method(plain, freeze(1, periodic, 0.9, 2), PARTIAL),
        new Method(plain, freeze(2, new CycleLength.Ramp(0.5), 1, 3), FineGradient.BATCH),
        method(heavy, 4, 1, PARTIAL),
        method(heavy, 4, 4, FineGradient.BATCH),
        new Method(heavy, freeze(2, adaptive, 1, 0), BATCHES),
        method(ada, 0, 1, FULL),
        method(ada, 4, 1, FineGradient.BATCH),
        method(ada, 4, 2, PARTIAL),
        new Method(mixed, freeze(1, new CycleLength.ByChurn(2, 0.05), 1, 2), FULL),
        new Method(mixed, freeze(3, periodic, 0.9, 2), BATCHES),
        method(prox, 3, 1, FULL),
        method(prox, 3, 3, PARTIAL),
        method(new Sgd(new MomentumStep(0, 1e-3f)), 0, 1, FineGradient.BATCH),
        method(new Sgd(new MomentumStep(0.5f, 0)), 0, 1, FULL),
        method(new Adam(new AdamStep(0.9f, 0.99f, 0.01f, 1e-3f)), 0, 1, BATCHES),
        method(rigl, 3, 1, FULL),
        method(rigl, 3, 2, PARTIAL),
        method(rigl, 0, 1, BATCHES),
        method(set, 3, 1, FineGradient.BATCH),
        method(set, 3, 3, FULL),
        method(still, 3, 1, BATCHES),
        method(still, 3, 2, PARTIAL),
        new Method(gmp, freeze(1, adaptive, 0.9, 0), FineGradient.BATCH),
        method(gmp, 2, 2, FULL));
  }

  @Test
  void everyMemberIsTested() {
    Set<Class<?>> tested =
        methods().stream().map(method -> method.rule().getClass()).collect(Collectors.toSet());
    assertEquals(leaves(Optimizer.class).collect(Collectors.toSet()), tested);
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    Class<?>[] permitted = type.getPermittedSubclasses();
    return permitted == null
        ? Stream.of(type)
        : Arrays.stream(permitted).flatMap(MethodsOnSparkTest::leaves);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void givesTheBitsOfTheLocalOne(Method method) throws IOException {
    Recording expected;
    try (LocalObjective objective =
        new LocalObjective(
            Problem.NETWORK, Kernels.chosen(), 2, Problem.BATCHES, Problem.localShards())) {
      expected = train(method, objective);
    }
    Recording actual;
    try (SharedRun run = SharedRun.open(spark, Run.of(Problem.NETWORK));
        SparkObjective objective = new SparkObjective(run, shards, false, Problem.BATCHES, 1)) {
      actual = train(method, objective);
    }
    assertEquals(expected.steps, actual.steps);
    assertArrayEquals(expected.state.theta(), actual.state.theta());
    assertArrayEquals(expected.state.dual(), actual.state.dual());
    List<float[]> moments = expected.state.moments();
    for (int i = 0; i < moments.size(); i++) {
      assertArrayEquals(moments.get(i), actual.state.moments().get(i));
    }
    assertEquals(expected.state.counts(), actual.state.counts());
    assertArrayEquals(expected.state.support().coordinates(), actual.state.support().coordinates());
    expected.requireAllSortsOfSteps(method);
  }

  private static Recording train(Method method, Objective objective) {
    float[] theta0 = new Init(0.1, 0.5, 1).theta(Problem.NETWORK, LAYOUT, 3);
    Recording recording = new Recording(method.rule().init(LAYOUT, theta0));
    new Trainer(
            objective,
            method.rule(),
            method.freeze(),
            method.fine(),
            new LrSchedule.Cosine(method.rule() instanceof AdaBreg ? 0.02 : 0.2),
            Problem.BATCHES.stepsPerEpoch())
        .run(recording.state, Position.START, 1, recording);
    assertTrue(recording.state.theta()[LAYOUT.size() - 1] != theta0[LAYOUT.size() - 1]);
    return recording;
  }

  /** A run's steps, but for their time. */
  private static final class Recording implements Listener {
    final OptimState state;
    final List<StepMetrics> steps = new ArrayList<>();
    private final Set<Level> levels = EnumSet.noneOf(Level.class);
    private boolean rounds;

    Recording(OptimState state) {
      this.state = state;
    }

    @Override
    public void step(StepMetrics step, OptimState state) {
      steps.add(
          new StepMetrics(
              step.first(), step.steps(), step.epoch(), step.level(), step.work(), step.rate(), 0));
      levels.add(step.level());
      rounds |= step.steps() > 1;
    }

    void requireAllSortsOfSteps(Method method) {
      assertEquals(method.freeze().m() > 0, levels.contains(Level.COARSE));
      assertEquals(method.freeze().middle() > 0, levels.contains(Level.MIDDLE));
      assertEquals(method.freeze().localSteps() > 1, rounds);
    }
  }
}

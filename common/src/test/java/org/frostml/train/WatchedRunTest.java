package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Penalties;
import org.frostml.nn.Shard;
import org.frostml.optim.AdaBreg;
import org.frostml.optim.AdamStep;
import org.frostml.optim.CubicRamp;
import org.frostml.optim.DensityControl;
import org.frostml.optim.DropAndGrow;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.optim.RandomMask;
import org.frostml.optim.Rigl;
import org.frostml.optim.RowGroups;
import org.frostml.optim.SparseRowGroups;
import org.frostml.optim.SparsityDistribution;
import org.frostml.sparse.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run resumed from wherever it paused has the same lines, to the last one. */
class WatchedRunTest {
  private static final Layout LAYOUT =
      new Penalties(List.of("*"), List.of("net.1.weight"), List.of(0.5f, 1f, 3f), 0)
          .on(Clouds.NETWORK);
  private static final List<Shard> SHARDS = Clouds.shards(3, 40);
  private static final MiniBatches BATCHES = new MiniBatches(1, 12, 3, 120);
  private static final int EPOCHS = 3;
  private static final FineGradient FULL = new FineGradient(0, 1);
  private static final DensityControl QUANTILE = new DensityControl.Quantile(0.3);

  /**
   * Where a run pauses, before or after it is asked for a line.
   *
   * @param lines so far
   */
  private record Pause(Checkpoint kept, int lines) {}

  record Method(Optimizer rule, FreezeSchedule freeze, FineGradient fine, int every) {}

  static List<Method> methods() {
    LinBreg plain = new LinBreg(0.7f, new MomentumStep(0, 0), new L1Norm(), QUANTILE);
    DensityControl fixed = new DensityControl.FixedLambda(0.02f);
    LinBreg constant = new LinBreg(0.7f, new MomentumStep(0, 0), new L1Norm(), fixed);
    LinBreg groups =
        new LinBreg(
            1,
            new MomentumStep(0.9f, 1e-3f),
            new RowGroups(),
            new DensityControl.FixedLambda(0.02f, new CubicRamp(3, 0.1, 0.6)));
    AdaBreg ada =
        new AdaBreg(
            1,
            new AdamStep(0.9f, 0.99f, 0.01f, 1e-3f),
            new SparseRowGroups(0.4f),
            new DensityControl.Adaptive(0.3, 0.05f, 5, CubicRamp.NONE));
    Rigl rigl =
        new Rigl(
            new MomentumStep(0.5f, 0),
            new RandomMask(0.3, SparsityDistribution.UNIFORM, 5),
            new DropAndGrow(0.3, 0.75));
    return List.of(
        new Method(plain, new FreezeSchedule(0, 1), FULL, 1),
        new Method(plain, new FreezeSchedule(4, 3), FineGradient.BATCH, 1),
        new Method(
            plain, new FreezeSchedule(7, 2, new CycleLength.Periodic(), 0.8, 3, 0.5), FULL, 2),
        new Method(constant, new FreezeSchedule(4, 2), FULL, 2),
        new Method(groups, new FreezeSchedule(4, 4), FULL, 5),
        new Method(
            ada,
            new FreezeSchedule(7, 3, new CycleLength.ByChurn(1, 0.05), 0.9, 2, 0.5),
            new FineGradient(1, 3),
            5),
        new Method(ada, new FreezeSchedule(5, 1, new CycleLength.Ramp(0.5), 1, 0, 1), FULL, 3),
        new Method(rigl, new FreezeSchedule(4, 2), FULL, 4));
  }

  private static OptimState begin(Method method) {
    return method.rule().init(LAYOUT, new Init(0.3, 1, 1).theta(Clouds.NETWORK, LAYOUT, 2));
  }

  private static SupportWatch watch(Method method, OptimState state) {
    Kernels kernels = Kernels.named("vector");
    return new SupportWatch(
        method.every(),
        Clouds.NETWORK::deadUnits,
        method.rule(),
        state,
        method.fine().isFull()
            ? Optional.of(new LocalEvaluator(new LocalWorkers(Clouds.NETWORK, kernels, 1), SHARDS))
            : Optional.empty());
  }

  /** Trains and notes lines, and pauses if they are wanted. */
  private static List<CycleMetrics> train(
      Method method, OptimState state, SupportWatch watch, Position from, List<Pause> pauses) {
    List<CycleMetrics> lines = new ArrayList<>();
    watch.line(state).ifPresent(lines::add);
    Listener listener =
        new Listener() {
          @Override
          public void step(StepMetrics step, OptimState state) {
            watch.step(step, state);
          }

          @Override
          public void pause(Position at, OptimState state) {
            pauses.add(kept(at, state));
            watch.line(state).ifPresent(lines::add);
            pauses.add(kept(at, state));
          }

          private Pause kept(Position at, OptimState state) {
            int[] watched = watch.save();
            return new Pause(
                Checkpoint.of(at, state, Optional.empty(), watched, Map.of()), lines.size());
          }
        };
    try (LocalObjective objective =
        new LocalObjective(Clouds.NETWORK, Kernels.named("vector"), 1, BATCHES, SHARDS)) {
      new Trainer(
              objective,
              method.rule(),
              method.freeze(),
              method.fine(),
              new LrSchedule.Cosine(method.rule() instanceof AdaBreg ? 0.02 : 0.3),
              BATCHES.stepsPerEpoch())
          .run(state, from, EPOCHS, listener);
    }
    return lines;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anyPauseLeadsToTheSameLines(Method method) {
    OptimState undisturbed = begin(method);
    List<Pause> pauses = new ArrayList<>();
    List<CycleMetrics> lines =
        train(method, undisturbed, watch(method, undisturbed), Position.START, pauses);
    assertTrue(lines.size() >= 3, lines::toString);
    CycleMetrics end = lines.get(lines.size() - 1);
    boolean isRigl = method.rule() instanceof Rigl;
    assertTrue(lines.stream().anyMatch(line -> line.births() > 0), lines::toString);
    assertEquals(isRigl, lines.stream().allMatch(line -> line.certificate() == null));
    boolean descends =
        method.fine().isFull()
            && method.rule() instanceof LinBreg rule
            && rule.density().isConstant();
    assertEquals(descends, end.violations() != null);
    int[] last = pauses.get(pauses.size() - 1).kept().watched();
    for (Pause each : pauses) {
      Checkpoint pause = each.kept();
      OptimState state = pause.state(method.rule(), LAYOUT);
      SupportWatch watch = watch(method, state);
      watch.restore(pause.watched());
      assertArrayEquals(pause.watched(), watch.save());
      List<CycleMetrics> rest = train(method, state, watch, pause.at(), new ArrayList<>());
      assertEquals(lines.subList(each.lines(), lines.size()), rest, () -> "from " + pause.at());
      assertArrayEquals(last, watch.save());
    }
  }

  @Test
  void wordsOfAnotherRunAreRefused() {
    List<Method> methods = methods();
    Method linBreg = methods.get(1);
    Method rigl = methods.get(7);
    int[] words = watch(linBreg, begin(linBreg)).save();
    SupportWatch other = watch(rigl, begin(rigl));
    assertEquals(
        "watched: expected " + other.save().length + " words, got " + words.length,
        assertThrows(IllegalArgumentException.class, () -> other.restore(words)).getMessage());
    SupportWatch full = watch(methods.get(3), begin(methods.get(3)));
    assertEquals(
        "watched: expected " + (words.length + 10) + " words, got " + words.length,
        assertThrows(IllegalArgumentException.class, () -> full.restore(words)).getMessage());
    int[] damaged = words.clone();
    // The bias of the first layer, which every support has.
    damaged[12 + 12 * 17 / Integer.SIZE] = 0;
    SupportWatch same = watch(linBreg, begin(linBreg));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> same.restore(damaged))
            .getMessage()
            .endsWith("is not whole in the support"));
  }
}

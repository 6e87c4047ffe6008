package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.frostml.nn.Network;
import org.frostml.optim.DensityControl;
import org.frostml.optim.FeatureGroups;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Score;
import org.frostml.sparse.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a line says, and when it comes. */
class SupportWatchTest {
  private static final int STEPS_PER_EPOCH = 10;
  private static final LinBreg RULE =
      new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), new DensityControl.FixedLambda(0.25f));
  private static final Network NETWORK = Network.mlp(2, List.of(2), 1);
  private static final Layout LAYOUT = NETWORK.layout();

  /** A state with these weights, of 4 and 2, and no biases to speak of. */
  private static OptimState state(int... weights) {
    float[] theta = new float[LAYOUT.size()];
    for (int i = 0; i < weights.length; i++) {
      theta[i < 4 ? i : i + 2] = weights[i];
    }
    return RULE.init(LAYOUT, theta);
  }

  private static StepMetrics step(long first, int steps, Level level) {
    Work work = new Work(new Score(1, 0, 1, 1), 0);
    return new StepMetrics(first, steps, (int) (first / STEPS_PER_EPOCH), level, work, 0.5f, 1_000);
  }

  private static SupportWatch watch(int every) {
    return new SupportWatch(
        every, NETWORK::deadUnits, RULE, state(1, 1, 0, 0, 0, 1), Optional.empty());
  }

  private static Optional<CycleMetrics> hear(
      SupportWatch watch, StepMetrics step, OptimState state) {
    watch.step(step, state);
    return watch.line(state);
  }

  @Test
  void saysHowTheSupportHasMoved() {
    SupportWatch watch = watch(5);
    CycleMetrics first = hear(watch, step(0, 1, Level.FINE), state(1, 1, 0, 0, 0, 1)).orElseThrow();
    assertEquals(
        new CycleMetrics(
            0, 1, 1, 0.5, List.of(0.5, 0.5), 0, 0, 0, 1, 0.5, 2, 0.25f, null, null, null, null),
        first);
    assertTrue(hear(watch, step(1, 3, Level.COARSE), state(1, 1, 0, 0, 0, 1)).isEmpty());
    // Two live and die between the lines, seen from step to step only.
    assertTrue(hear(watch, step(4, 1, Level.FINE), state(1, 1, 1, 1, 0, 1)).isEmpty());
    assertTrue(hear(watch, step(5, 1, Level.MIDDLE), state(1, 0, 0, 1, 1, 1)).isEmpty());
    CycleMetrics next = hear(watch, step(12, 1, Level.FINE), state(0, 0, 0, 1, 1, 1)).orElseThrow();
    assertEquals(12, next.step());
    assertEquals(2, next.epoch());
    assertEquals(2, next.fineSteps(), "a middle step is none");
    assertEquals(0.5, next.density());
    assertEquals(List.of(0.25, 1.0), next.layerDensities());
    assertEquals(3, next.births());
    assertEquals(3, next.deaths());
    assertEquals(4 / 6.0, next.hamming());
    assertEquals(1 / 5.0, next.jaccard());
    assertEquals(1, next.everActive());
    assertEquals(1, next.deadUnits());
    CycleMetrics last = hear(watch, step(17, 1, Level.FINE), state()).orElseThrow();
    assertEquals(0, last.births());
    assertEquals(3, last.deaths());
    assertEquals(0.5, last.hamming());
    assertEquals(0, last.jaccard());
    assertEquals(List.of(0.0, 0.0), last.layerDensities());
    CycleMetrics nothing = hear(watch, step(22, 1, Level.FINE), state()).orElseThrow();
    assertEquals(1, nothing.jaccard(), "two supports without weights are the same");
    assertEquals(0, nothing.hamming());
  }

  /** They move duals too: two steps of rate 0.5 within twice a lambda of 0.25. */
  @Test
  void theCertificateIsOfMiddleStepsToo() {
    SupportWatch watch = watch(1);
    OptimState state = state(1, 1, 0, 0, 0, 1);
    hear(watch, step(0, 1, Level.FINE), state);
    hear(watch, step(1, 1, Level.MIDDLE), state);
    CycleMetrics line = hear(watch, step(2, 1, Level.FINE), state).orElseThrow();
    assertEquals(0.5, line.certificateBound());
  }

  @Test
  void knowsNothingOfADescentThatIsNotMeasured() {
    CycleMetrics line = hear(watch(1), step(0, 1, Level.FINE), state(1)).orElseThrow();
    assertNull(line.lipschitz());
    assertNull(line.violations());
  }

  /** Cycles of m coarse steps, cut short at none. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, '0,1,2,3,4,5,6,7,8,9,10,11'",
    "5, 0, '0,5,10'",
    "3, 2, '0,3,6,9'",
    "4, 2, '0,6'",
    "7, 2, '0,9'",
    "2147483647, 0, '0'",
    "0, 2, ''",
    "0, 0, ''"
  })
  void linesComeAtTheFirstFineStepAfterSoMany(int every, int m, String expected) {
    SupportWatch watch = watch(every);
    List<String> lines = new ArrayList<>();
    for (int t = 0; t < 12; t++) {
      Level level = t % (m + 1) == 0 ? Level.FINE : t % 2 == 0 ? Level.MIDDLE : Level.COARSE;
      hear(watch, step(t, 1, level), state(t % 5))
          .ifPresent(line -> lines.add(Long.toString(line.step())));
    }
    assertEquals(Arrays.stream(expected.split(",")).filter(s -> !s.isEmpty()).toList(), lines);
  }

  private static SupportWatch watchOfFeatures(OptimState start) {
    LinBreg columns =
        new LinBreg(
            1, new MomentumStep(0, 0), new FeatureGroups(), new DensityControl.FixedLambda(0.25f));
    return new SupportWatch(0, NETWORK::deadUnits, columns, start, Optional.empty());
  }

  /** A feature that has died and come back is as old as its last birth; a checkpoint knows it. */
  @Test
  void saysSinceWhenFeaturesAreUsed() {
    SupportWatch watch = watchOfFeatures(state(1, 0, 1, 0));
    assertEquals(
        Optional.of(new FeatureBirths(List.of(0), List.of(0L), List.of(0))), watch.births(10));
    watch.step(step(0, 1, Level.FINE), state(1, 1, 0, 0));
    watch.step(step(1, 9, Level.COARSE), state(0, 0, 0, 0));
    assertEquals(
        new FeatureBirths(List.of(0, 1), List.of(0L, 1L), List.of(0, 1)),
        watch.births(10).orElseThrow());
    SupportWatch resumed = watchOfFeatures(state(1, 1, 0, 0));
    resumed.restore(watch.save());
    assertEquals(watch.births(10), resumed.births(10));
    resumed.step(step(10, 1, Level.FINE), state(0, 1, 0, 0));
    resumed.step(step(20, 1, Level.MIDDLE), state(0, 1, 1, 0));
    assertEquals(
        new FeatureBirths(List.of(0, 1), List.of(21L, 1L), List.of(3, 1)),
        resumed.births(10).orElseThrow());
    assertEquals(Optional.empty(), watch(5).births(10), "weights live and die one by one");
    assertEquals(0, watch(0).save().length, "nothing is watched");
  }
}

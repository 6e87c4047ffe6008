package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreezeScheduleTest {
  private static final CycleLength PACE = new CycleLength.Periodic();

  @Test
  void aCycleIsOneFineStepAndMCoarseOnes() {
    FreezeSchedule freeze = new FreezeSchedule(2, 1);
    assertEquals(
        List.of(Level.FINE, Level.COARSE, Level.COARSE, Level.FINE, Level.COARSE),
        levels(freeze, 5));
    assertEquals(Collections.nCopies(4, Level.FINE), levels(new FreezeSchedule(0, 1), 4));
  }

  /** Of a run's first steps. */
  private static List<Level> levels(FreezeSchedule freeze, int steps) {
    List<Level> levels = new ArrayList<>();
    for (Position at = Position.START; at.next() < steps; at = next(freeze, at)) {
      levels.addAll(Collections.nCopies(freeze.round(at), freeze.level(at)));
    }
    return levels;
  }

  /** After the step or round that is taken here, of a long run. */
  private static Position next(FreezeSchedule freeze, Position at) {
    return freeze.level(at) == Level.FINE
        ? freeze.afterFine(at, Long.MAX_VALUE / 2, 0)
        : at.after(freeze.round(at));
  }

  @Test
  void shardsMeetAtFineStepsAndAfterEveryRound() {
    assertEquals(List.of(1, 19), rounds(new FreezeSchedule(19, 19)));
    assertEquals(List.of(1, 5, 5, 5, 4), rounds(new FreezeSchedule(19, 5)));
    assertEquals(Collections.nCopies(20, 1), rounds(new FreezeSchedule(19, 1)));
    assertEquals(List.of(1), rounds(new FreezeSchedule(0, 1)));
    assertEquals(List.of(1, 1), rounds(new FreezeSchedule(1, 1)));
  }

  /** The lengths of the rounds of a cycle; those of a much later one are the same. */
  private static List<Integer> rounds(FreezeSchedule freeze) {
    List<Integer> lengths = new ArrayList<>();
    long later = 1_000_000_007L * (freeze.m() + 1);
    Position much = new Position(later, later, freeze.m());
    for (Position at = Position.START; at.next() <= freeze.m(); at = next(freeze, at)) {
      lengths.add(freeze.round(at));
      assertEquals(freeze.round(at), freeze.round(much));
      assertEquals(at.next() == 0 ? Level.FINE : Level.COARSE, freeze.level(at));
      assertEquals(freeze.level(at), freeze.level(much));
      assertEquals(later + at.next(), much.next());
      much = next(freeze, much);
    }
    assertEquals(freeze.m() + 1, lengths.stream().mapToInt(i -> i).sum());
    return lengths;
  }

  @Test
  void aRoundThatWasCutShortGoesOnToTheNextFineStep() {
    FreezeSchedule freeze = new FreezeSchedule(19, 5);
    assertEquals(5, freeze.round(new Position(3, 20, 19)));
    assertEquals(1, freeze.round(new Position(19, 20, 19)));
    assertEquals(2, freeze.round(new Position(18, 20, 19)));
  }

  /** F a fine step, M a middle one, digits the coarse steps of a round. */
  @ParameterizedTest
  @CsvSource({
    "7, 1, periodic, 1, 0, 20, F1111111F1111111F111",
    "7, 3, periodic, 1, 0, 20, F331F331F3",
    "7, 3, periodic, 0.7, 0, 20, F331F3332",
    "7, 3, periodic, 0.4, 0, 20, F3333331",
    "7, 1, periodic, 1, 3, 16, F11M11M1F1111111",
    "7, 3, periodic, 1, 3, 18, F2M2M1F2M2M1F1",
    "7, 7, periodic, 1, 2, 24, F1M1M1M1F1M1M1M1F7",
    "3, 1, periodic, 1, 1, 12, FMMMFMMMF111",
    "7, 7, ramp, 1, 0, 24, FFFF1F1F2F5F7",
    "7, 7, adaptive, 1, 0, 24, F1F3F7F7F1"
  })
  void levelsOfARun(
      int m, int localSteps, String pace, double until, int middle, int end, String expected) {
    Map<String, CycleLength> paces =
        Map.of(
            "periodic", new CycleLength.Periodic(),
            "ramp", new CycleLength.Ramp(0.5),
            "adaptive", new CycleLength.ByChurn(1, 0.5));
    FreezeSchedule freeze = new FreezeSchedule(m, localSteps, paces.get(pace), until, middle, 0.5);
    StringBuilder levels = new StringBuilder();
    for (Position at = Position.START; at.next() < end; ) {
      Level level = freeze.level(at);
      int round = freeze.round(at);
      levels.append(
          level == Level.COARSE
              ? "" + Math.min(round, end - at.next())
              : level.name().substring(0, 1));
      boolean last = freeze.isLast(at, end);
      at = level == Level.FINE ? freeze.afterFine(at, end, 0) : at.after(round);
      assertTrue(last || level != Level.FINE || at.fine() < until * end, "the last is known");
    }
    assertEquals(expected, levels.toString());
  }

  /** Short cycles come before the long one that a run has no time for. */
  @Test
  void theLastFineStepIsNotTheFirstWhereCyclesBeginShort() {
    for (CycleLength pace : List.of(new CycleLength.Ramp(0.5), new CycleLength.ByChurn(1, 0.5))) {
      FreezeSchedule freeze = new FreezeSchedule(99, 1, pace, 1, 0, 1);
      assertFalse(freeze.isLast(Position.START, 100), pace::toString);
      assertTrue(freeze.isLast(new Position(60, 60, 99), 100), pace::toString);
    }
    assertTrue(new FreezeSchedule(99, 1).isLast(Position.START, 100));
  }

  @Test
  void impossibleCyclesAreNamed() {
    refused("middle must be at most m: 8 > 7", () -> new FreezeSchedule(7, 1, PACE, 1, 8, 1));
    refused("until must be in (0, 1]: 0.0", () -> new FreezeSchedule(1, 1, PACE, 0, 0, 1));
    refused("until must be in (0, 1]: 1.5", () -> new FreezeSchedule(1, 1, PACE, 1.5, 0, 1));
    refused("middle must be >= 0 steps: -1", () -> new FreezeSchedule(1, 1, PACE, 1, -1, 1));
    refused("near must be in (0, 1]: 0.0", () -> new FreezeSchedule(1, 1, PACE, 1, 0, 0));
    refused("no place in a run: step 3, the next fine one 2, m 0", () -> new Position(3, 2, 0));
    refused("batches must be >= 0: -1", () -> new FineGradient(-1, 1));
    refused("parts must be >= 1: 0", () -> new FineGradient(1, 0));
    refused("m must be >= 0: -1", -1, 1);
    refused("localSteps must be >= 1: 0", 19, 0);
    refused("localSteps must be >= 1: 0", 0, 0);
  }

  @Test
  void aRoundIsNoLongerThanACycle() {
    assertEquals(new FreezeSchedule(19, 19), new FreezeSchedule(19, 20));
    assertEquals(new FreezeSchedule(0, 1), new FreezeSchedule(0, 2));
  }

  private static void refused(String message, int m, int localSteps) {
    refused(message, () -> new FreezeSchedule(m, localSteps));
  }

  private static void refused(String message, Runnable make) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, make::run).getMessage());
  }

  @Test
  void fineStepsLookAtStripesInTurn() {
    FineGradient partial = new FineGradient(1, 3);
    assertEquals(new GradientScope(0, 3, 1), partial.scope(Level.FINE, 0));
    assertEquals(new GradientScope(2, 3, 1), partial.scope(Level.FINE, 5));
    assertEquals(new GradientScope(0, 3, 1), partial.scope(Level.FINE, 3_000_000_000L));
    assertEquals(GradientScope.FINE, FineGradient.BATCH.scope(Level.FINE, 7));
    assertEquals(new GradientScope(0, 1, 0), new FineGradient(0, 1).scope(Level.FINE, 7));
    assertEquals(new GradientScope(0, 0, 4), new FineGradient(4, 3).scope(Level.COARSE, 7));
  }
}

package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.frostml.sparse.Level;
import org.junit.jupiter.api.Test;

class FreezeScheduleTest {
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

  /** Behind the step or round that is taken here, of a long run. */
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

  @Test
  void impossibleCyclesAreNamed() {
    refused("m must be >= 0: -1", -1, 1);
    String localSteps =
        "localSteps must be in [1, m], because shards meet at fine steps: localSteps ";
    refused(localSteps + "0, m 19", 19, 0);
    refused(localSteps + "20, m 19", 19, 20);
    refused(localSteps + "2, m 0", 0, 2);
    refused(localSteps + "0, m 0", 0, 0);
  }

  private static void refused(String message, int m, int localSteps) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> new FreezeSchedule(m, localSteps))
            .getMessage());
  }
}

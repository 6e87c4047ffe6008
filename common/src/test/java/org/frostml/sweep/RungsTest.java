package org.frostml.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.frostml.nn.Measure;
import org.frostml.sweep.Rungs.Task;
import org.junit.jupiter.api.Test;

class RungsTest {
  private static List<Task> takeAll(Rungs rungs) {
    List<Task> tasks = new ArrayList<>();
    for (Optional<Task> task = rungs.next(); task.isPresent(); task = rungs.next()) {
      tasks.add(task.get());
    }
    return tasks;
  }

  private static List<State> states(Rungs rungs, int trials) {
    return IntStream.rangeClosed(1, trials)
        .mapToObj(trial -> rungs.state(trial).orElse(null))
        .toList();
  }

  @Test
  void fullTrainsEachOnceInOrder() {
    Rungs rungs = SweepTexts.rungs(new Scheduler.Full(), 3, 15);
    assertEquals(
        List.of(new Task(1, 0, 15), new Task(2, 0, 15), new Task(3, 0, 15)), takeAll(rungs));
    rungs.report(3, 0, 0.5, false);
    rungs.report(1, 0, 0.5, true);
    assertEquals(Optional.empty(), rungs.state(2));
    assertFalse(rungs.isFinished());
    rungs.fail(2, 0);
    assertTrue(rungs.isFinished());
    assertEquals(List.of(State.DONE, State.FAILED, State.DONE), states(rungs, 3));
  }

  /** Nine trials, a third continues: 1 epoch, then 3, then 4; decisions wait for their turn. */
  @Test
  void ashaByHand() {
    Rungs rungs = SweepTexts.rungs(new Scheduler.Asha(3, 1), 9, 4);
    assertEquals(List.of(1, 3, 4), rungs.epochs());
    assertEquals(9, takeAll(rungs).size());
    // The third is early: it is not known yet whether it is the best of three.
    rungs.report(3, 0, 0.3, false);
    rungs.report(1, 0, 0.1, false);
    assertEquals(Optional.empty(), rungs.next());
    assertEquals(Optional.of(State.STOPPED), rungs.state(3));
    rungs.report(2, 0, 0.2, false);
    assertEquals(List.of(new Task(3, 1, 3)), takeAll(rungs));
    assertEquals(Optional.empty(), rungs.state(3));
    assertEquals(1, rungs.rung(3));
    // A better one takes the only place among five, though the third has continued before.
    rungs.report(4, 0, 0.4, false);
    assertEquals(List.of(new Task(4, 1, 3)), takeAll(rungs));
    rungs.report(5, 0, 0.25, false);
    // Of six two may: the third and the fourth have.
    rungs.report(6, 0, 0.05, false);
    assertEquals(List.of(), takeAll(rungs));
    // Of nine three may: the fifth comes in only with the ninth.
    rungs.report(7, 0, 0.01, false);
    rungs.report(8, 0, 0.02, false);
    assertEquals(List.of(), takeAll(rungs));
    rungs.report(9, 0, 0.03, false);
    assertEquals(List.of(new Task(5, 1, 3)), takeAll(rungs));
    // The order of this rung is that of promotion: 3, 4, 5.
    rungs.report(5, 1, 0.9, false);
    rungs.report(4, 1, 0.5, false);
    assertEquals(List.of(), takeAll(rungs));
    rungs.report(3, 1, 0.4, false);
    assertEquals(List.of(new Task(5, 2, 4)), takeAll(rungs));
    assertFalse(rungs.isFinished());
    rungs.report(5, 2, 0.91, false);
    assertTrue(rungs.isFinished());
    State stopped = State.STOPPED;
    assertEquals(
        List.of(stopped, stopped, stopped, stopped, State.DONE, stopped, stopped, stopped, stopped),
        states(rungs, 9));
    assertEquals(List.of(0, 1, 2), List.of(rungs.rung(1), rungs.rung(4), rungs.rung(5)));
  }

  @Test
  void whoIsFurthestGoesFirst() {
    Rungs rungs = SweepTexts.rungs(new Scheduler.Asha(2, 1), 4, 2);
    assertEquals(Optional.of(new Task(1, 0, 1)), rungs.next());
    assertEquals(Optional.of(new Task(2, 0, 1)), rungs.next());
    rungs.report(1, 0, 0.5, false);
    assertEquals(Optional.of(new Task(3, 0, 1)), rungs.next());
    rungs.report(2, 0, 0.4, false);
    assertEquals(Optional.of(new Task(1, 1, 2)), rungs.next());
    assertEquals(Optional.of(new Task(4, 0, 1)), rungs.next());
    assertEquals(Optional.empty(), rungs.next());
  }

  @Test
  void medianByHand() {
    Rungs rungs = SweepTexts.rungs(new Scheduler.Median(2), 4, 5);
    assertEquals(List.of(2, 4, 5), rungs.epochs());
    takeAll(rungs);
    rungs.report(1, 0, 0.5, false);
    assertEquals(List.of(new Task(1, 1, 4)), takeAll(rungs));
    rungs.report(2, 0, 0.4, false);
    rungs.report(4, 0, 0.5, false);
    assertEquals(List.of(), takeAll(rungs));
    // 0.45 is the median of the first two; the fourth is at the median of the first three.
    rungs.report(3, 0, 0.45, false);
    assertEquals(List.of(new Task(3, 1, 4), new Task(4, 1, 4)), takeAll(rungs));
    rungs.report(3, 1, 0.7, false);
    rungs.report(4, 1, 0.7, false);
    rungs.report(1, 1, 0.8, false);
    assertEquals(List.of(new Task(1, 2, 5)), takeAll(rungs));
    rungs.report(1, 2, 0.1, false);
    assertTrue(rungs.isFinished());
    assertEquals(
        List.of(State.DONE, State.STOPPED, State.STOPPED, State.STOPPED), states(rungs, 4));
  }

  /** It counts as a result, the worst, and is not promoted where all others are as bad. */
  @Test
  void aFailureIsTheWorstResult() {
    Rungs rungs = SweepTexts.rungs(new Scheduler.Asha(2, 1), 4, 2);
    takeAll(rungs);
    rungs.fail(1, 0);
    rungs.fail(2, 0);
    assertEquals(List.of(), takeAll(rungs));
    rungs.report(3, 0, 0, false);
    rungs.fail(4, 0);
    assertEquals(List.of(new Task(3, 1, 2)), takeAll(rungs));
    rungs.fail(3, 1);
    assertTrue(rungs.isFinished());
    assertEquals(List.of(State.FAILED, State.FAILED, State.FAILED, State.FAILED), states(rungs, 4));
  }

  /** Who has stopped by itself keeps its place among the best, which no other gets. */
  @Test
  void whoIsOverIsDone() {
    Rungs rungs = SweepTexts.rungs(new Scheduler.Asha(2, 1), 2, 2);
    takeAll(rungs);
    rungs.report(1, 0, 0.9, true);
    rungs.report(2, 0, 0.5, false);
    assertTrue(rungs.isFinished());
    assertEquals(List.of(State.DONE, State.STOPPED), states(rungs, 2));
  }

  /**
   * A sweep that continued after all of this was reported, in whatever order, and was interrupted.
   */
  @Test
  void aReplayPassesOverWhatIsDone() {
    Rungs rungs = SweepTexts.rungs(new Scheduler.Asha(2, 1), 4, 4);
    rungs.report(2, 2, 0.9, false);
    rungs.report(2, 1, 0.8, false);
    rungs.report(3, 0, 0.7, false);
    rungs.report(1, 0, 0.5, false);
    rungs.report(2, 0, 0.6, false);
    assertEquals(List.of(new Task(3, 1, 2), new Task(4, 0, 1)), takeAll(rungs));
    assertFalse(rungs.isFinished());
    rungs.report(3, 1, 0.5, false);
    rungs.report(4, 0, 0.1, false);
    assertTrue(rungs.isFinished());
    assertEquals(
        List.of(State.STOPPED, State.DONE, State.STOPPED, State.STOPPED), states(rungs, 4));
  }

  @Test
  void whatCannotBeIsRefused() {
    Rungs rungs = SweepTexts.rungs(new Scheduler.Full(), 2, 3);
    rungs.report(1, 0, 0.5, false);
    assertEquals(
        "trial 1 has reported this rung before",
        assertThrows(IllegalArgumentException.class, () -> rungs.report(1, 0, 0.5, false))
            .getMessage());
    assertEquals(
        "score must be finite: NaN",
        assertThrows(IllegalArgumentException.class, () -> rungs.report(2, 0, Double.NaN, false))
            .getMessage());
  }

  @Test
  void ofAnRmseTheSmallestGoesOn() {
    Rungs rungs = new Rungs(new Scheduler.Asha(3, 1), List.of(1, 2, 3), 3, Measure.RMSE);
    assertEquals(3, takeAll(rungs).size());
    rungs.report(1, 0, 3, false);
    rungs.report(2, 0, 2, false);
    rungs.report(3, 0, 4, false);
    assertEquals(List.of(new Task(2, 1, 3)), takeAll(rungs));
  }
}

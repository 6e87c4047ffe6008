package org.frostml.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.frostml.random.Rng;
import org.frostml.sweep.Rungs.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a sweep does depends on scores alone, however many train at a time and who is faster. */
class RungsOrderTest {
  private static final int TRIALS = 40;
  private static final int EPOCHS = 20;

  static Stream<Scheduler> schedulers() {
    return Stream.of(
        new Scheduler.Full(),
        new Scheduler.Asha(2, 1),
        new Scheduler.Asha(3, 1),
        new Scheduler.Asha(4, 2),
        new Scheduler.Median(1),
        new Scheduler.Median(7));
  }

  /** All that was trained, and where every trial stands at the end. */
  private record Outcome(Set<Task> tasks, List<Optional<State>> states) {}

  /**
   * A report that is the same whenever it is made: a failure, an early end or a score, with ties.
   */
  private static void report(Rungs rungs, Task task) {
    Rng rng = new Rng(task.trial(), task.rung());
    double luck = rng.nextDouble();
    if (luck < 0.1) {
      rungs.fail(task.trial(), task.rung());
    } else {
      rungs.report(task.trial(), task.rung(), rng.nextInt(8) / 8.0, luck < 0.2);
    }
  }

  private static Outcome run(Rungs rungs, Rng rng) {
    int slots = 1 + rng.nextInt(12);
    Set<Task> tasks = new HashSet<>();
    List<Task> running = new ArrayList<>();
    while (!rungs.isFinished()) {
      while (running.size() < slots) {
        Optional<Task> task = rungs.next();
        if (task.isEmpty()) {
          break;
        }
        assertTrue(tasks.add(task.get()), () -> "twice: " + task);
        running.add(task.get());
      }
      report(rungs, running.remove(rng.nextInt(running.size())));
    }
    assertEquals(Optional.empty(), rungs.next());
    assertEquals(List.of(), running);
    return new Outcome(tasks, states(rungs));
  }

  private static List<Optional<State>> states(Rungs rungs) {
    return IntStream.rangeClosed(1, TRIALS).mapToObj(rungs::state).toList();
  }

  @ParameterizedTest
  @MethodSource("schedulers")
  void theOrderOfArrivalDoesNotMatter(Scheduler scheduler) {
    Outcome expected = run(SweepTexts.rungs(scheduler, TRIALS, EPOCHS), new Rng(0));
    for (int order = 1; order <= 200; order++) {
      assertEquals(expected, run(SweepTexts.rungs(scheduler, TRIALS, EPOCHS), new Rng(order)));
    }
  }

  /**
   * Whatever part of the results was saved, in whatever order, the rest completes the same sweep.
   */
  @ParameterizedTest
  @MethodSource("schedulers")
  void aReplayOfAnyPartEndsTheSame(Scheduler scheduler) {
    Outcome expected = run(SweepTexts.rungs(scheduler, TRIALS, EPOCHS), new Rng(0));
    for (int part = 1; part <= 50; part++) {
      Rng rng = new Rng(part);
      Rungs rungs = SweepTexts.rungs(scheduler, TRIALS, EPOCHS);
      List<Task> saved = new ArrayList<>(expected.tasks());
      while (saved.size() > expected.tasks().size() / 2) {
        report(rungs, saved.remove(rng.nextInt(saved.size())));
      }
      Outcome rest = run(rungs, rng);
      assertEquals(expected.states(), rest.states());
      assertEquals(new HashSet<>(saved), rest.tasks());
    }
  }

  /**
   * Epochs trained by trials none of which fails; what a rung has, the next does not train again.
   */
  private static int epochs(Scheduler scheduler) {
    Rungs rungs = SweepTexts.rungs(scheduler, 81, 81);
    int epochs = 0;
    for (Optional<Task> next = rungs.next(); next.isPresent(); next = rungs.next()) {
      Task task = next.get();
      epochs += task.epochs() - (task.rung() == 0 ? 0 : rungs.epochs().get(task.rung() - 1));
      rungs.report(task.trial(), task.rung(), -task.trial(), false);
    }
    assertTrue(rungs.isFinished());
    return epochs;
  }

  /** The better come first, so that never more continue than should: 81 of 1 epoch, 27 of 3, ... */
  @Test
  void ashaTrainsFewEpochs() {
    assertEquals(81 * 81, epochs(new Scheduler.Full()));
    assertEquals(81 * 1 + 27 * 2 + 9 * 6 + 3 * 18 + 1 * 54, epochs(new Scheduler.Asha(3, 1)));
    // Each is below all before it but the first, which alone continues.
    assertEquals(81 * 27 + 54, epochs(new Scheduler.Median(27)));
  }
}

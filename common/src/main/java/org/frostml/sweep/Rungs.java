package org.frostml.sweep;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.frostml.nn.Measure;
import org.frostml.sweep.Rung.Result;

/**
 * The book of a sweep: which trial is to be trained next and how far. Its decisions depend on what
 * is reported and never on when.
 *
 * <p>So a sweep that was interrupted is restored by reporting what is known, in any order: for each
 * trial its score at the epochs of every rung that it reached, which its metrics tell, the last one
 * with whether it is over; and failures. {@link #next} then passes over it. What was lost is not
 * reported, and so trained again.
 *
 * <p>Not safe for several threads.
 */
public final class Rungs {
  /**
   * Training that is to be done.
   *
   * @param trial counted from 1
   * @param rung counted from 0
   * @param epochs that the trial is to have when it reports, counted from its start
   */
  public record Task(int trial, int rung, int epochs) {}

  private final Scheduler scheduler;
  private final Measure measure;
  private final List<Integer> epochs;
  private final List<Rung> rungs;

  /**
   * A sweep that has not begun.
   *
   * @param order of the trials, counted from 1, in which they are compared
   * @param epochs of each trial
   * @param measure what trials are compared by
   */
  public Rungs(Scheduler scheduler, List<Integer> order, int epochs, Measure measure) {
    this.scheduler = scheduler;
    this.measure = measure;
    this.epochs = scheduler.rungs(epochs);
    this.rungs = Stream.generate(Rung::new).limit(this.epochs.size()).toList();
    order.forEach(rungs.get(0)::enter);
  }

  /** The epochs of each rung, ascending. */
  public List<Integer> epochs() {
    return epochs;
  }

  /**
   * What is to be trained next: first who is furthest, then new trials in order. Nothing if all
   * else waits for reports, or is finished.
   */
  public Optional<Task> next() {
    for (int rung = rungs.size() - 1; rung >= 0; rung--) {
      Optional<Integer> trial = rungs.get(rung).start();
      if (trial.isPresent()) {
        return Optional.of(new Task(trial.get(), rung, epochs.get(rung)));
      }
    }
    return Optional.empty();
  }

  /**
   * A trial has been trained for a rung.
   *
   * @param score of the sweep's measure
   * @param over whether it has ended by itself before the rung's epochs, and will not continue
   */
  public void report(int trial, int rung, double score, boolean over) {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("score must be finite: " + score);
    }
    report(trial, rung, new Result(measure.worth(score), over));
  }

  /** A trial has failed, or is lost: the worst result, and none that others wait for. */
  public void fail(int trial, int rung) {
    report(trial, rung, Result.FAILED);
  }

  private void report(int trial, int rung, Result result) {
    rungs.get(rung).report(trial, result);
    for (int at = 0; at < rungs.size() - 1; at++) {
      rungs.get(at).promote(scheduler).forEach(rungs.get(at + 1)::enter);
    }
  }

  /** Whether nothing is left to train, and no report is awaited. */
  public boolean isFinished() {
    return rungs.stream().allMatch(Rung::isFinished);
  }

  /** The highest rung that a trial is to be trained for, or has been, counted from 0. */
  public int rung(int trial) {
    int rung = 0;
    while (rungs.get(rung).hasPromoted(trial)) {
      rung++;
    }
    return rung;
  }

  /**
   * Where a trial stands; nothing while it is to be trained. Who is stopped may still be promoted,
   * until all is finished.
   */
  public Optional<State> state(int trial) {
    int rung = rung(trial);
    return rungs.get(rung).result(trial).map(result -> state(result, rung));
  }

  private State state(Result result, int rung) {
    if (result.equals(Result.FAILED)) {
      return State.FAILED;
    }
    return result.over() || rung == rungs.size() - 1 ? State.DONE : State.STOPPED;
  }
}

package org.frostml.job.sweep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.frostml.DamagedException;
import org.frostml.FrostException;
import org.frostml.NewerFormatException;
import org.frostml.Text;
import org.frostml.run.EpochMetrics;
import org.frostml.run.Interrupted;
import org.frostml.run.Training;
import org.frostml.train.DivergedException;
import org.frostml.train.Measures;

/**
 * The result of a part of a trial: its numbers, or why there are none.
 *
 * @param end how it ended
 * @param epochs trained since the trial's start
 * @param score to compare trials by: the quality after the epoch that they are compared at, on
 *     held-out examples or, where none are held out, on the test examples; null where it failed
 * @param measures of the model, and of what the trial has spent since its start
 * @param executor where it was trained
 * @param error what was wrong; else null
 */
record Outcome(
    End end, int epochs, Double score, Measures measures, String executor, String error) {
  /** How a part of a trial may end. */
  enum End {
    /** It reached the epoch it was to reach, or stopped by its own rule. */
    TRAINED,
    /** By an error of its own, which it would meet again. */
    FAILED,
    /** With the executors it was on, or by what happened to them. */
    LOST,
    /** Because the sweep ends; it can be resumed. */
    INTERRUPTED
  }

  /**
   * Of a trial that was trained.
   *
   * @param until the epoch that it is compared at, unless it ended before
   */
  static Outcome trained(Training.Trained trained, int until, String executor) {
    List<EpochMetrics> epochs = trained.log().epochs();
    EpochMetrics last = epochs.get(epochs.size() - 1);
    return new Outcome(
        End.TRAINED,
        last.epoch(),
        epochs.get(Math.min(until, epochs.size()) - 1).measures().score(),
        trained.summary().measures(),
        executor,
        null);
  }

  /**
   * Of a trial that an exception ended. What is not of its own making may go well elsewhere: then
   * the trial is lost, and not failed.
   */
  static Outcome failed(Throwable error, String executor) {
    if (error instanceof Interrupted) {
      return without(End.INTERRUPTED, null, executor);
    }
    boolean known = error instanceof FrostException || error instanceof DivergedException;
    String message = known ? error.getMessage() : Text.withCauses(error);
    return without(isItsOwn(error) ? End.FAILED : End.LOST, Text.oneLine(message), executor);
  }

  /** Whether the trial would meet it again: it diverges, or its configuration or data are bad. */
  private static boolean isItsOwn(Throwable error) {
    if (error instanceof DivergedException
        || error instanceof DamagedException
        || error instanceof NewerFormatException) {
      return true;
    }
    if (!(error instanceof FrostException)) {
      return false;
    }
    List<Throwable> causes = Stream.iterate(error, Objects::nonNull, Throwable::getCause).toList();
    // What a task found wrong comes through Spark.
    return causes.get(causes.size() - 1) instanceof FrostException
        || causes.stream().noneMatch(Outcome::isOfThePlatform);
  }

  /** Whether a disk, a network, Spark or the JVM failed; a file that is missing is a wrong name. */
  private static boolean isOfThePlatform(Throwable cause) {
    return cause instanceof IOException && !(cause instanceof FileNotFoundException)
        || cause instanceof SparkException
        || cause instanceof Error;
  }

  /** Of a trial without numbers. */
  static Outcome without(End end, String error, String executor) {
    return new Outcome(end, 0, null, Measures.NONE, executor, error);
  }
}

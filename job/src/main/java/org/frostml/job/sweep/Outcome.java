package org.frostml.job.sweep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.frostml.DamagedException;
import org.frostml.FrostException;
import org.frostml.NewerFormatException;
import org.frostml.Text;
import org.frostml.job.run.EpochMetrics;
import org.frostml.job.run.Interrupted;
import org.frostml.job.run.Summary;
import org.frostml.job.run.Training;
import org.frostml.train.DivergedException;

/**
 * What a part of a trial came to: its numbers, or why there are none.
 *
 * @param end how it ended
 * @param epochs trained since the trial's start
 * @param score to compare trials by: the last epoch's accuracy on held-out examples, or on the test
 *     examples where none are held out
 * @param accuracy of the last epoch on the test examples; all numbers are null where it failed
 * @param seconds of training since the trial's start
 * @param executor where it was trained
 * @param error what was wrong; else null
 */
record Outcome(
    End end,
    int epochs,
    Double score,
    Double accuracy,
    Double bestAccuracy,
    Double validationAccuracy,
    Double bestValidationAccuracy,
    Double loss,
    Double density,
    Double meanDensity,
    Double trainFlopsRatio,
    Double exchangeRatio,
    Long flops,
    Double seconds,
    String executor,
    String error) {
  /** How a part of a trial may end. */
  enum End {
    /** It came to where it was to come, or had seen enough by its own rule. */
    TRAINED,
    /** By an error of its own, which it would meet again. */
    FAILED,
    /** With the executors it was on, or by what happened to them. */
    LOST,
    /** Because the sweep ends; it can be gone on with. */
    INTERRUPTED
  }

  /**
   * Of a trial that was trained.
   *
   * @param until the epoch that it is compared at, unless it ended before
   */
  static Outcome trained(Training.Trained trained, int until, String executor) {
    Summary summary = trained.summary();
    List<EpochMetrics> epochs = trained.log().epochs("metrics.jsonl");
    EpochMetrics last = epochs.get(epochs.size() - 1);
    Double held = last.validationAccuracy();
    return new Outcome(
        End.TRAINED,
        last.epoch(),
        score(epochs.get(Math.min(until, epochs.size()) - 1)),
        last.accuracy(),
        best(epochs.stream().map(EpochMetrics::accuracy)),
        held,
        best(epochs.stream().map(EpochMetrics::validationAccuracy)),
        last.loss(),
        last.density(),
        summary.meanDensity(),
        last.trainFlopsRatio(),
        last.exchangeRatio(),
        summary.flops(),
        last.seconds(),
        executor,
        null);
  }

  private static double score(EpochMetrics epoch) {
    Double held = epoch.validationAccuracy();
    return held == null ? epoch.accuracy() : held;
  }

  private static Double best(Stream<Double> accuracies) {
    return accuracies.filter(Objects::nonNull).max(Comparator.naturalOrder()).orElse(null);
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
    return error instanceof FrostException
        && Stream.iterate(error.getCause(), Objects::nonNull, Throwable::getCause)
            .noneMatch(Outcome::isOfThePlatform);
  }

  /** Whether a disk, a network, Spark or the JVM failed; a file that is missing is a wrong name. */
  private static boolean isOfThePlatform(Throwable cause) {
    return cause instanceof IOException && !(cause instanceof FileNotFoundException)
        || cause instanceof SparkException
        || cause instanceof Error;
  }

  /** Of a trial without numbers. */
  static Outcome without(End end, String error, String executor) {
    return new Outcome(
        end, 0, null, null, null, null, null, null, null, null, null, null, null, null, executor,
        error);
  }
}

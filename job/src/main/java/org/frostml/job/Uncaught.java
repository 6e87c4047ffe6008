package org.frostml.job.spark;

import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * An error that ended a thread of the driver, most often for lack of memory. Spark would wait for
 * ever for what that thread was to bring; so its jobs are ended, and the run with them.
 */
public final class Uncaught {
  private static volatile Throwable error;

  private Uncaught() {}

  /** From now on no thread ends unnoticed. */
  public static void watch(JavaSparkContext spark) {
    error = null;
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> {
          error = e;
          spark.cancelAllJobs();
        });
  }

  /** What ended a thread, if anything did. */
  static Optional<Throwable> error() {
    return Optional.ofNullable(error);
  }
}

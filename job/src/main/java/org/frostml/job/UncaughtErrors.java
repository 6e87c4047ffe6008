package org.frostml.job;

import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An error that ends a thread of a command's driver, most often for lack of memory. Spark would
 * wait for ever for what that thread was to bring; so the command's jobs are ended, and the command
 * with them.
 */
final class UncaughtErrors implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UncaughtErrors.class);

  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();
  private final JavaSparkContext spark;
  private volatile Throwable error;

  private UncaughtErrors(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** From now on, until it is closed, no thread ends unnoticed. */
  static UncaughtErrors watch(JavaSparkContext spark) {
    UncaughtErrors uncaught = new UncaughtErrors(spark);
    Thread.setDefaultUncaughtExceptionHandler(uncaught::take);
    return uncaught;
  }

  private void take(Thread thread, Throwable e) {
    error = e;
    LOG.error("the thread {} ended", thread.getName(), e);
    spark.cancelAllJobs();
  }

  /** What ended a thread, if anything did. */
  Optional<Throwable> error() {
    return Optional.ofNullable(error);
  }

  @Override
  public void close() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }
}

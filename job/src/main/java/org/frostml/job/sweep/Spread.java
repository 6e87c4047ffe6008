package org.frostml.job.sweep;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.config.RunSettings;
import org.frostml.job.data.Sources;
import org.frostml.job.run.SparkData;
import org.frostml.job.run.SparkEngine;
import org.frostml.sweep.Trial;

/**
 * A trial is a run over all executors. Where several are trained at a time each is a pool of
 * Spark's fair scheduler, so that none waits for another's end.
 */
final class Spread implements TrialRunner {
  private final JavaSparkContext spark;
  private final SparkData data;
  private final Sources sources = new Sources();
  private final String kernels;
  private final BooleanSupplier interrupted;
  private volatile boolean stopped;

  Spread(JavaSparkContext spark, String kernels, BooleanSupplier interrupted) {
    this.interrupted = interrupted;
    this.spark = spark;
    this.kernels = kernels;
    data = new SparkData(spark);
  }

  /** One has all executors. */
  @Override
  public int slots() {
    return 1;
  }

  @Override
  public Outcome train(Trial trial, RunSettings settings, String folder, int until) {
    // As many pools as threads, not as trials: Spark keeps them all.
    spark.setLocalProperty("spark.scheduler.pool", Thread.currentThread().getName());
    TrialRun run = new TrialRun(settings, folder, until, "all");
    try {
      return run.run(
          sources,
          kernels,
          prepared -> new SparkEngine(spark, data, settings.config(), prepared),
          () -> stopped || interrupted.getAsBoolean());
    } catch (IOException | RuntimeException | Error e) {
      return outcome(e, spark.sc().isStopped());
    }
  }

  /** Whatever fails when Spark has ended fails because of that. */
  static Outcome outcome(Throwable error, boolean ended) {
    return ended
        ? Outcome.without(Outcome.End.INTERRUPTED, null, "all")
        : Outcome.failed(error, "all");
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    data.close();
  }
}

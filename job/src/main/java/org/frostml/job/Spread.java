package org.frostml.job;

import org.apache.spark.api.java.JavaSparkContext;
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
  private volatile boolean stopped;

  Spread(JavaSparkContext spark, String kernels) {
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
  public Outcome train(Trial trial, String folder, int until) {
    spark.setLocalProperty("spark.scheduler.pool", trial.id());
    Outcome outcome =
        new TrialRun(trial.config(), folder, until, "all")
            .run(
                sources,
                kernels,
                prepared -> new SparkEngine(spark, data, trial.config(), prepared),
                () -> Interrupt.came() || stopped);
    return outcome;
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

package org.frostml.job;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.job.data.Source;

/**
 * A command's work with Spark over a source, which is prepared first: before Spark starts where the
 * source can be looked at without it, so that what is wrong is said at once; else as soon as it
 * has.
 *
 * @param <P> what is prepared
 */
record PreparedRun<P, T>(Source source, Preparing<P> preparing, Working<P, T> working) {
  /** Finds out whether the work is possible. */
  interface Preparing<P> {
    P prepare() throws Exception;
  }

  /** What comes after. */
  interface Working<P, T> {
    T on(JavaSparkContext spark, P prepared) throws Exception;
  }

  /**
   * Prepares, starts Spark, works and stops it; closes the source.
   *
   * @param name of the application unless the user has given one
   * @param interrupt from when Spark starts on, a signal waits for the work to end
   */
  T run(SparkConf conf, String name, Interrupt interrupt) throws Exception {
    P early = source.needsSpark() ? null : preparing.prepare();
    interrupt.watch();
    return SparkStart.run(
        conf,
        name,
        spark -> {
          try (source) {
            return working.on(spark, early == null ? prepare(spark, interrupt) : early);
          }
        });
  }

  /** With jobs that read all of the data, and leave nothing if they are broken off. */
  private P prepare(JavaSparkContext spark, Interrupt interrupt) throws Exception {
    interrupt.cancelAtOnceBy(() -> spark.sc().cancelAllJobs());
    try {
      P prepared = preparing.prepare();
      interrupt.cancelBy(() -> {});
      return prepared;
    } catch (Exception e) {
      throw interrupt.came()
          ? new FrostException("ended while the data were read; nothing was begun", e)
          : e;
    }
  }
}

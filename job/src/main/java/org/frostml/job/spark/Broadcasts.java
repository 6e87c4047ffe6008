package org.frostml.job.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** The end of broadcasts, which the driver would leak otherwise. */
public final class Broadcasts {
  private Broadcasts() {}

  /** Takes a broadcast off the executors, unless Spark has ended and they with it. */
  public static void destroy(JavaSparkContext spark, Broadcast<?> broadcast) {
    if (!spark.sc().isStopped()) {
      broadcast.destroy();
    }
  }
}

package org.frostml.job;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Parameter values on their way to the tasks: inside the task, which Spark broadcasts anyway, where
 * they are few; as a broadcast of their own where Spark would warn of a large task at every step.
 */
final class Values implements Serializable, AutoCloseable {
  /** Spark warns from 1000 KiB on. */
  private static final int MANY = 200 * 1024;

  private final float[] few;
  private final Broadcast<float[]> many;

  private Values(float[] few, Broadcast<float[]> many) {
    this.few = few;
    this.many = many;
  }

  /** Sends values; they must not change before {@link #close}. */
  static Values send(JavaSparkContext spark, float[] values) {
    return values.length < MANY
        ? new Values(values, null)
        : new Values(null, spark.broadcast(values));
  }

  /** The values, in a task. */
  float[] get() {
    return many == null ? few : many.value();
  }

  /** Takes a broadcast off the executors. */
  @Override
  public void close() {
    if (many != null) {
      many.destroy();
    }
  }
}

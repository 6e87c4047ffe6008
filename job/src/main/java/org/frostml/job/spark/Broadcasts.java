package org.frostml.job.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** The beginning and the end of broadcasts, which the driver would leak otherwise. */
public final class Broadcasts {
  private Broadcasts() {}

  /**
   * Sends bytes to every executor that asks for them; to be destroyed.
   *
   * @throws RuntimeException if Spark cannot, or the thread is interrupted
   */
  public static Broadcast<byte[]> send(JavaSparkContext spark, byte[] bytes) {
    try {
      return spark.broadcast(bytes);
    } catch (Exception e) {
      // Scala declares none of what it throws, an InterruptedException among them.
      throw Failure.of(e, task -> "what is sent to executors");
    }
  }

  /** Takes a broadcast off the executors, unless Spark has ended and they with it. */
  public static void destroy(JavaSparkContext spark, Broadcast<?> broadcast) {
    if (!spark.sc().isStopped()) {
      Uninterrupted.run(broadcast::destroy);
    }
  }
}

package org.frostml.job.spark;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.frostml.job.LocalCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a thread that is interrupted still does. */
class UninterruptedTest {
  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  @Test
  void theFlagIsPutAsideAndComesBack() {
    Thread.currentThread().interrupt();
    boolean[] seen = {true};
    Uninterrupted.run(() -> seen[0] = Thread.currentThread().isInterrupted());
    assertFalse(seen[0]);
    assertTrue(Thread.currentThread().isInterrupted());
  }

  @Test
  void alsoWhereTheWorkFails() {
    Thread.currentThread().interrupt();
    assertThrows(
        IllegalStateException.class,
        () ->
            Uninterrupted.run(
                () -> {
                  throw new IllegalStateException();
                }));
    assertTrue(Thread.currentThread().isInterrupted());
  }

  /** Executors would keep it until the driver collects garbage. */
  @Tag("slow")
  @Test
  void anInterruptedThreadDestroysWhatItHasSent() {
    try (JavaSparkContext spark = new JavaSparkContext(LocalCluster.conf(1))) {
      Broadcast<byte[]> sent = Broadcasts.send(spark, new byte[100]);
      Thread.currentThread().interrupt();
      Broadcasts.destroy(spark, sent);
      assertTrue(Thread.interrupted());
      assertFalse(sent.isValid());
    }
  }
}

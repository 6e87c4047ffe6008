package org.frostml.bench;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Counts MLlib's passes over the data: an optimizer of its asks for the loss and its gradient by a
 * job of {@code RDDLossFunction}, once an iteration and once more for every further try of a line
 * search.
 */
final class LossPasses extends SparkListener {
  private static final String CALLED_BY = "RDDLossFunction";

  private final AtomicInteger passes = new AtomicInteger();

  @Override
  public void onJobStart(SparkListenerJobStart job) {
    boolean ofLoss =
        CollectionConverters.asJava(job.stageInfos()).stream()
            .anyMatch(stage -> stage.name().contains(CALLED_BY));
    if (ofLoss) {
      passes.incrementAndGet();
    }
  }

  /** Those of some work. */
  static int of(SparkSession spark, Runnable work) {
    LossPasses listener = new LossPasses();
    spark.sparkContext().addSparkListener(listener);
    try {
      work.run();
      // Events arrive after the work.
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "Spark still has events to deliver: passes are not counted", e);
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
    return listener.passes.get();
  }
}

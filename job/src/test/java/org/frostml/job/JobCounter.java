package org.frostml.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;

/** Counts the jobs that a context begins. */
public final class JobCounter extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private final List<String> names = Collections.synchronizedList(new ArrayList<>());

  public JobCounter(SparkContext spark) {
    this.spark = spark;
    spark.addSparkListener(this);
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    String description = start.properties().getProperty("spark.job.description");
    names.add(start.stageInfos().last().name() + " [" + description + "]");
  }

  /** Those that have begun until now. */
  public int count() {
    try {
      spark.listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
    return names.size();
  }

  /** What they are, for a message. */
  public String names() {
    return String.join("\n", names);
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}

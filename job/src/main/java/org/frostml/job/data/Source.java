package org.frostml.job.data;

import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.config.TrainConfig;
import org.frostml.data.Facts;

/** Where the examples of runs come from, and how executors get them. */
public interface Source extends AutoCloseable {
  /** Whether it can be looked at only once Spark has started. */
  boolean needsSpark();

  /** What is known of a run's examples; looks at all of them. */
  Facts facts(TrainConfig config) throws IOException;

  /**
   * The shards of a run, to be made where they are kept.
   *
   * @param facts those of this configuration
   */
  Shards shards(JavaSparkContext spark, TrainConfig config, Facts facts) throws IOException;

  @Override
  void close();
}

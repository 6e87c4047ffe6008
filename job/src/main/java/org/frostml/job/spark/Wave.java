package org.frostml.job.spark;

import org.apache.spark.SparkContext;

/**
 * How many shards' results a job may ask for at once. Results are added in the order of the shards,
 * so that those of the quicker ones wait on the driver; were they whole gradients of a large
 * network, a straggler could fill it.
 */
public final class Wave {
  /** The share of the driver's memory, and of what Spark lets a job return, for waiting results. */
  private static final int SHARE = 4;

  /** Spark holds a result twice, as it was fetched and as it is handed over. */
  private static final int COPIES = 2;

  private Wave() {}

  /** Shards a job, at least one, whose results of so many bytes stay within the bounds. */
  public static int shards(SparkContext spark, long bytes) {
    long limit = spark.conf().getSizeAsBytes("spark.driver.maxResultSize", "1g");
    long memory = Runtime.getRuntime().maxMemory();
    long bound = (limit == 0 ? memory : Math.min(limit, memory)) / SHARE;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, bound / (COPIES * bytes)));
  }
}

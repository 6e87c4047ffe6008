package org.frostml.job.spark;

import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The session of a context that there is, for tables. */
public final class SqlSession {
  private SqlSession() {}

  public static SparkSession of(SparkContext spark) {
    return SparkSession.builder().sparkContext(spark).getOrCreate();
  }

  public static SparkSession of(JavaSparkContext spark) {
    return of(spark.sc());
  }
}

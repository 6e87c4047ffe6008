package org.frostml.job;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.job.spark.Uncaught;

/** Starts Spark for a command: with Frost's serializer; everything else is the user's. */
public final class SparkStart {
  private SparkStart() {}

  /** A context of spark-submit's settings. */
  public static JavaSparkContext context(String name) {
    return context(new SparkConf(), name);
  }

  /**
   * A context.
   *
   * @param name of the application unless the user has given one
   * @throws FrostException if Spark does not start
   */
  public static JavaSparkContext context(SparkConf conf, String name) {
    // spark-submit names an application after its class unless told otherwise.
    if (conf.get("spark.app.name", "org.frostml").startsWith("org.frostml")) {
      conf.setAppName(name);
    }
    try {
      JavaSparkContext spark = new JavaSparkContext(FrostKryo.configure(conf));
      Uncaught.watch(spark);
      return spark;
    } catch (Exception e) {
      // Settings that Spark cannot use end in exceptions of any kind; Scala declares none.
      throw new FrostException("Spark does not start: " + Text.firstLine(e), e);
    }
  }
}

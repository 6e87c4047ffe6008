package org.frostml.job;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.run.Interrupted;

/**
 * Spark for a command, which has it to itself: with Frost's serializer, and watched while the
 * command works; everything else is the user's.
 */
public final class SparkStart {
  /** Longer than a machine sleeps. */
  private static final String YEAR = "365d";

  private SparkStart() {}

  /** What a command does with Spark. */
  interface Work<T> {
    T on(JavaSparkContext spark) throws Exception;
  }

  /**
   * Starts Spark, works, and stops it again. Errors of Spark name its master.
   *
   * @param name of the application unless the user has given one
   * @throws FrostException if Spark does not start, or ends before the work
   */
  static <T> T run(SparkConf conf, String name, Work<T> work) throws Exception {
    try (JavaSparkContext spark = context(conf, name);
        UncaughtErrors uncaught = UncaughtErrors.watch(spark);
        StallMonitor monitor = StallMonitor.watch(spark)) {
      try {
        if (spark.sc().isStopped()) {
          throw new IllegalStateException("Spark stopped while it started");
        }
        return work.on(spark);
      } catch (Exception e) {
        throw uncaught
            .error()
            .map(error -> threadEnded(error, e))
            .orElseGet(() -> spark.sc().isStopped() ? ended(spark, e) : e);
      }
    }
  }

  private static Exception threadEnded(Throwable error, Exception e) {
    return new FrostException(
        "a thread of the driver ended: " + Text.withCauses(error) + "; memory: --driver-memory", e);
  }

  private static Exception ended(JavaSparkContext spark, Exception e) {
    return e instanceof Interrupted
        ? e
        : new FrostException(
            "Spark has ended: the master "
                + spark.master()
                + " does not answer, or has ended the application: "
                + (e instanceof FrostException ? e.getMessage() : Text.withCauses(e)),
            e);
  }

  /**
   * spark-submit's settings.
   *
   * @param sql whether Spark SQL is used, whose own messages are not registered
   */
  public static SparkConf conf(boolean sql) {
    SparkConf conf = new SparkConf();
    return sql ? conf.set("spark.kryo.registrationRequired", "false") : conf;
  }

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
    LocalDirs.require(conf);
    outlastSleep(conf);
    try {
      return new JavaSparkContext(FrostKryo.configure(conf));
    } catch (Exception e) {
      // Settings that Spark cannot use end in exceptions of any kind; Scala declares none.
      throw new FrostException("Spark does not start" + at(conf) + ": " + Text.withCauses(e), e);
    }
  }

  /**
   * In local mode the executor is in this JVM and cannot be lost; but where the machine has slept
   * for two minutes Spark takes it for lost, and ends the JVM ten minutes later.
   */
  private static void outlastSleep(SparkConf conf) {
    if (conf.get("spark.master", "").matches("local(\\[.*)?")) {
      conf.setIfMissing("spark.storage.blockManagerHeartbeatTimeoutMs", YEAR);
    }
  }

  /** The master's address, where nothing may answer. */
  private static String at(SparkConf conf) {
    String master = conf.get("spark.master", "");
    return master.contains("://") ? " on " + master : "";
  }
}

package org.frostml.job.run;

/** Which Frost, Spark and Java this is. */
public final class Versions {
  public static String frost() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  public static String spark() {
    return org.apache.spark.package$.MODULE$.SPARK_VERSION();
  }

  public static String java() {
    return Runtime.version().toString();
  }
}

package org.frostml.job.run;

import org.frostml.kernel.Kernels;
import org.frostml.run.Platform;

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

  /** What computes here, with the kernels of this JVM. */
  public static Platform platform() {
    return platform(Kernels.chosen().name());
  }

  /** The same with the kernels of all that take part. */
  public static Platform platform(String kernels) {
    return Platform.here(frost(), spark(), kernels);
  }
}

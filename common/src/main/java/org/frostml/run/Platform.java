package org.frostml.run;

/**
 * What computes a run.
 *
 * @param frost its version, as those of Spark and Java
 * @param spark null where there is none
 * @param kernels whose sums differ from others' in their last bits
 */
public record Platform(
    String frost, String spark, String java, String kernels, String os, String architecture) {
  /** Of this JVM. */
  public static Platform here(String frost, String spark, String kernels) {
    return new Platform(
        frost,
        spark,
        Runtime.version().toString(),
        kernels,
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
  }
}

package org.frostml.job.data;

import org.frostml.FrostException;

/** Spark's package for Avro, which Spark itself comes without. */
public final class AvroPackage {
  private static final String FORMAT = "avro";
  private static final String READER = "org.apache.spark.sql.avro.AvroFileFormat";

  private AvroPackage() {}

  /**
   * Fails where it is needed and is not there.
   *
   * @param format of a table
   * @param version of Spark
   */
  public static void requireFor(String format, String version) {
    if (format.equals(FORMAT) && !isThere()) {
      throw new FrostException(
          "format avro needs a package that is not part of Spark: frost --packages"
              + " org.apache.spark:spark-avro_2.13:"
              + version
              + " COMMAND ...");
    }
  }

  private static boolean isThere() {
    try {
      // Where --packages puts it.
      Class.forName(READER, false, Thread.currentThread().getContextClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}

package org.frostml.job;

import picocli.CommandLine;

/** Which Frost, Spark and Java this is. */
final class Versions implements CommandLine.IVersionProvider {
  static String frost() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  static String spark() {
    return org.apache.spark.package$.MODULE$.SPARK_VERSION();
  }

  static String java() {
    return Runtime.version().toString();
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Frost " + frost(), "Spark " + spark(), "Java " + java()};
  }
}

package org.frostml.job;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.frostml.FrostException;

/** Where the driver keeps blocks on disk: without one, Spark ends the JVM and does not say why. */
final class LocalDirs {
  private static final String KEY = "spark.local.dir";

  private LocalDirs() {}

  /** Fails unless one of them can be written to. */
  static void require(SparkConf conf) {
    // As Spark does: YARN's containers have folders of their own.
    String variable = System.getenv("CONTAINER_ID") == null ? "SPARK_LOCAL_DIRS" : "LOCAL_DIRS";
    String given = System.getenv(variable);
    String dirs = given == null ? conf.get(KEY, System.getProperty("java.io.tmpdir")) : given;
    List<String> reasons = new ArrayList<>();
    for (String dir : dirs.split("[" + File.pathSeparator + ",]")) {
      try {
        // As Spark does.
        Files.delete(Files.createTempDirectory(Files.createDirectories(Path.of(dir)), "frost"));
        return;
      } catch (IOException e) {
        reasons.add(dir + " (" + e + ")");
      }
    }
    throw new FrostException(
        (given == null ? KEY : variable)
            + ": no folder of it can be written to: "
            + String.join(", ", reasons));
  }
}

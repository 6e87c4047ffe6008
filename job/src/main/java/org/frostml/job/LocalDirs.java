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
    String given = System.getenv("SPARK_LOCAL_DIRS");
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
        (given == null ? KEY : "SPARK_LOCAL_DIRS")
            + ": no folder of it can be written to: "
            + String.join(", ", reasons));
  }
}

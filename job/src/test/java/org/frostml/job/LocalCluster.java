package org.frostml.job;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/** Executors in JVMs of their own, on the class path of this one. */
public final class LocalCluster {
  private static final String CLASSES = makeSparkHome();

  private LocalCluster() {}

  /**
   * The folders of the class path, which executors are told by name; the jars are in SPARK_HOME.
   */
  static String classes() {
    return CLASSES;
  }

  /** For so many executors of one core each. */
  public static SparkConf conf(int executors) {
    return Problem.conf("local-cluster[" + executors + ",1,512]")
        .set("spark.executor.memory", "512m")
        .set("spark.deploy.maxExecutorRetries", "2")
        // Begin when all are there, so that all have a part in it.
        .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
        .set("spark.executor.extraClassPath", CLASSES);
  }

  /**
   * A Spark home for the executors: links to the jars of this class path, in place of those of an
   * earlier build.
   *
   * @return the folders of the class path, which go in by name
   */
  private static String makeSparkHome() {
    List<String> folders = new ArrayList<>();
    try {
      Path jars = Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
      try (Stream<Path> stale = Files.list(jars)) {
        for (Path link : stale.toList()) {
          Files.delete(link);
        }
      }
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        Path path = Path.of(entry).toAbsolutePath();
        if (Files.isDirectory(path)) {
          folders.add(entry);
        } else {
          Files.createSymbolicLink(jars.resolve(path.getFileName()), path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.join(File.pathSeparator, folders);
  }
}

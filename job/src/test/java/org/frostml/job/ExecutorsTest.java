package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executors in JVMs of their own: what only local mode forgives shows here. */
@Timeout(300)
class ExecutorsTest {
  private static float[] expected;
  private static String classes;

  /**
   * A Spark home for the executors: links to the jars of this class path; folders go in by name.
   */
  @BeforeAll
  static void makeSparkHome() throws IOException {
    expected = Problem.locally();
    Path jars = Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    try (Stream<Path> stale = Files.list(jars)) {
      for (Path link : stale.toList()) {
        Files.delete(link);
      }
    }
    List<String> folders = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (Files.isDirectory(path)) {
        folders.add(entry);
      } else {
        Files.createSymbolicLink(jars.resolve(path.getFileName()), path);
      }
    }
    classes = String.join(java.io.File.pathSeparator, folders);
  }

  @ParameterizedTest(name = "{0} executors, {1}")
  @CsvSource({"1, Kryo", "2, Kryo", "5, Kryo", "2, Java"})
  void anyNumberGivesTheSameBits(int executors, String serializer) {
    SparkConf conf =
        Problem.conf("local-cluster[" + executors + ",1,512]")
            .set("spark.executor.memory", "512m")
            .set("spark.deploy.maxExecutorRetries", "2")
            // Begin when all are there, so that all have a part in it.
            .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
            .set("spark.executor.extraClassPath", classes)
            .set("spark.serializer", "org.apache.spark.serializer." + serializer + "Serializer");
    assertArrayEquals(expected, Problem.onSpark(conf, shards -> shards));
  }
}

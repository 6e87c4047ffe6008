package org.frostml.job.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.job.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandoverTest {
  @TempDir Path folder;

  @Test
  void whatIsLeftIsThereUntilItIsCleared() {
    byte[] message = {1, 2, 3};
    long number = Handover.leave(message);
    assertSame(message, Handover.get(number));
    Handover.clear(number);
    assertNull(Handover.get(number));
  }

  @Test
  void inOneJvmNothingTravels() {
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[1]"));
        SharedRun run = SharedRun.open(spark, Run.of(Problem.NETWORK))) {
      assertNotEquals(Handover.NONE, run.leave("a message"));
    }
  }

  /** As spark.executor.userClassPathFirst has it: tasks have statics of their own. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void classesThatAreLoadedTwiceGiveTheSameBits(int localSteps) throws IOException {
    SparkConf conf =
        Problem.conf("local[2]")
            .set("spark.executor.userClassPathFirst", "true")
            .set("spark.jars", jar().toString());
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      try (SharedRun run = SharedRun.open(spark, Run.of(Problem.NETWORK))) {
        assertEquals(Handover.NONE, run.leave("a message"), "the jar's classes are not used");
      }
      assertArrayEquals(
          Problem.locally(localSteps), Problem.onSpark(spark, localSteps, shards -> shards));
    }
  }

  /** Frost's own classes, as they stand on the class path. */
  private Path jar() throws IOException {
    Path jar = folder.resolve("frost.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        Path root = Path.of(entry);
        if (Files.isDirectory(root) && !entry.endsWith("test-classes")) {
          add(out, root);
        }
      }
    }
    return jar;
  }

  private static void add(JarOutputStream out, Path root) throws IOException {
    List<Path> classes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      files.filter(file -> file.toString().endsWith(".class")).forEach(classes::add);
    }
    for (Path file : classes) {
      out.putNextEntry(new JarEntry(root.relativize(file).toString()));
      Files.copy(file, (OutputStream) out);
      out.closeEntry();
    }
  }
}

package org.frostml.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.util.MLWritable;

/** How large a model is on a disk. */
final class ModelBytes {
  private static final String BOOSTER = "nativeBooster";

  private ModelBytes() {}

  /**
   * Of the files in which a model saves itself, without their checksums. XGBoost4J-Spark 3.0.4
   * cannot write its metadata on Spark 4, for it was built with another json4s: its booster counts.
   */
  static long of(Model<?> model) throws IOException {
    try {
      Object booster = model.getClass().getMethod(BOOSTER).invoke(model);
      return ((byte[]) booster.getClass().getMethod("toByteArray").invoke(booster)).length;
    } catch (NoSuchMethodException e) {
      return saved((MLWritable) model);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long saved(MLWritable model) throws IOException {
    Path folder = Files.createTempDirectory("frost-bench");
    try {
      model.write().overwrite().save(folder.toUri().toString());
      try (Stream<Path> files = Files.walk(folder)) {
        return files
            .filter(file -> Files.isRegularFile(file) && !file.toString().endsWith(".crc"))
            .mapToLong(file -> file.toFile().length())
            .sum();
      }
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
  }
}

package org.frostml.ml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.frostml.FrostException;
import org.frostml.Reasons;
import org.frostml.io.ModelFile;

/**
 * A model on the driver's own disk, where Spark Connect keeps what its clients fit: never in the
 * file system of the cluster, whatever the default one is.
 */
record DriverFolder(Path folder) {
  private static final String METADATA = "metadata";

  DriverFolder(String folder) {
    this(Path.of(folder));
  }

  void write(String metadata, byte[] model) {
    write(folder.resolve(METADATA), metadata.getBytes(StandardCharsets.UTF_8));
    write(folder.resolve(ModelFile.NAME), model);
  }

  String metadata() {
    return new String(read(folder.resolve(METADATA)), StandardCharsets.UTF_8);
  }

  byte[] model() {
    return read(folder.resolve(ModelFile.NAME));
  }

  static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new FrostException(file + ": cannot be written: " + Reasons.of(e), e);
    }
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new FrostException(file + ": cannot be read: " + Reasons.of(e), e);
    }
  }
}

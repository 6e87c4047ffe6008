package org.frostml.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.frostml.Sha256;
import org.frostml.io.ModelFile;

/** The arrays of a model's file, which say nothing of where and when it was trained. */
public final class ModelArrays {
  private ModelArrays() {}

  /** Of a run's folder, or a saved model's. */
  public static String sha256(Path folder) throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve(ModelFile.NAME));
    long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return Sha256.of(Arrays.copyOfRange(file, Math.toIntExact(Long.BYTES + header), file.length));
  }
}

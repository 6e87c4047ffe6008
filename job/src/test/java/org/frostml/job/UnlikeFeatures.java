package org.frostml.job;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.frostml.random.Rng;

/** IDX files of two features that tell two classes apart, one of them around a million. */
final class UnlikeFeatures {
  private UnlikeFeatures() {}

  /**
   * @param part train or t10k
   */
  static void write(Path dir, String part, int examples) throws IOException {
    Rng rng = new Rng(examples);
    try (DataOutputStream x =
            new DataOutputStream(Files.newOutputStream(dir.resolve(part + "-images-idx3-ubyte")));
        DataOutputStream y =
            new DataOutputStream(Files.newOutputStream(dir.resolve(part + "-labels-idx1-ubyte")))) {
      x.writeInt(0x0D02);
      x.writeInt(examples);
      x.writeInt(2);
      y.writeInt(0x0801);
      y.writeInt(examples);
      for (int i = 0; i < examples; i++) {
        int label = rng.nextInt(2);
        x.writeFloat((float) (1e6 + rng.nextGaussian()));
        x.writeFloat((float) (rng.nextGaussian() / 4 + 2 * label - 1));
        y.writeByte(label);
      }
    }
  }
}

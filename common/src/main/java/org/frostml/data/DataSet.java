package org.frostml.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.frostml.FrostException;
import org.frostml.Sha256;

/**
 * Which examples these are, whatever becomes of them: a seed, a split or shards make no difference,
 * nor how the files are compressed.
 *
 * @param name where they come from
 * @param sha256 of features and labels, in the order of their source
 */
public record DataSet(String name, int examples, String sha256) {
  /**
   * Reads everything once.
   *
   * @throws FrostException if a feature is not finite
   */
  public static DataSet of(Examples examples) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * examples.features() + Integer.BYTES);
    MessageDigest digest = Sha256.begin();
    examples.read(
        i -> true,
        (index, x, label) -> {
          Survey.requireFinite(examples, index, x);
          bytes.asFloatBuffer().put(x);
          bytes.putInt(Float.BYTES * x.length, label);
          digest.update(bytes.array());
        });
    return new DataSet(examples.name(), examples.size(), Sha256.soFar(digest));
  }
}

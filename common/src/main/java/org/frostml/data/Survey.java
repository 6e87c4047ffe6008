package org.frostml.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.frostml.FrostException;
import org.frostml.nn.Standardizer;

/**
 * One look at every example before any training: that all features are finite, their mean and
 * deviation over all features, and the SHA-256 of features and labels. Independent of shards and of
 * how the files are compressed.
 */
public record Survey(Standardizer standardizer, String fingerprint) {
  /**
   * Reads everything once.
   *
   * @throws FrostException if a feature is not finite, or all are the same
   */
  public static Survey of(Examples examples) throws IOException {
    Tally tally = new Tally(examples);
    examples.read(i -> true, tally);
    return tally.survey();
  }

  /** Only that all features are finite. */
  public static void requireFinite(Examples examples) throws IOException {
    examples.read(i -> true, (index, x, label) -> requireFinite(examples, index, x));
  }

  private static void requireFinite(Examples examples, int index, float[] x) {
    for (int f = 0; f < x.length; f++) {
      if (!Float.isFinite(x[f])) {
        throw new FrostException(
            examples.where(index) + ", feature " + f + " is " + x[f] + "; features must be finite");
      }
    }
  }

  /** Sums about the first feature, so that a large mean cancels nothing. */
  private static final class Tally implements Examples.Sink {
    private final Examples examples;
    private final ByteBuffer bytes;
    private final MessageDigest digest;
    private double origin;
    private double sum;
    private double squares;

    Tally(Examples examples) {
      this.examples = examples;
      bytes = ByteBuffer.allocate(Float.BYTES * examples.features() + Integer.BYTES);
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException impossible) {
        throw new AssertionError(impossible);
      }
    }

    @Override
    public void accept(int index, float[] x, int label) {
      requireFinite(examples, index, x);
      origin = index == 0 ? x[0] : origin;
      for (float feature : x) {
        double d = feature - origin;
        sum += d;
        squares += d * d;
      }
      bytes.asFloatBuffer().put(x);
      bytes.putInt(Float.BYTES * x.length, label);
      digest.update(bytes.array());
    }

    Survey survey() {
      double count = (double) examples.size() * examples.features();
      double mean = sum / count;
      double variance = squares / count - mean * mean;
      float deviation = (float) Math.sqrt(variance);
      if (!(deviation > 0)) {
        throw new FrostException(
            examples.name()
                + ": all features are "
                + (float) (origin + mean)
                + ": there is nothing to learn");
      }
      Standardizer standardizer = new Standardizer((float) (origin + mean), deviation);
      return new Survey(standardizer, HexFormat.of().formatHex(digest.digest()));
    }
  }
}

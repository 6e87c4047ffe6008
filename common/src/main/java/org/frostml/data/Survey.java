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

  private static final class Tally implements Examples.Sink {
    private final Examples examples;
    private final ByteBuffer bytes;
    private final MessageDigest digest;
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
      double rowSum = 0;
      double rowSquares = 0;
      for (int f = 0; f < x.length; f++) {
        rowSum += x[f];
        rowSquares += (double) x[f] * x[f];
      }
      if (!Double.isFinite(rowSum)) {
        throw new FrostException(examples.name() + ": example " + index + ", " + firstBad(x));
      }
      sum += rowSum;
      squares += rowSquares;
      bytes.asFloatBuffer().put(x);
      bytes.putInt(Float.BYTES * x.length, label);
      digest.update(bytes.array());
    }

    private static String firstBad(float[] x) {
      int f = 0;
      while (Float.isFinite(x[f])) {
        f++;
      }
      return "feature " + f + " is " + x[f] + "; features must be finite";
    }

    Survey survey() {
      double count = (double) examples.size() * examples.features();
      double mean = sum / count;
      double variance = squares / count - mean * mean;
      if (!(variance > 0)) {
        throw new FrostException(
            examples.name() + ": all features are " + mean + ": there is nothing to learn");
      }
      Standardizer standardizer = new Standardizer((float) mean, (float) Math.sqrt(variance));
      return new Survey(standardizer, HexFormat.of().formatHex(digest.digest()));
    }
  }
}

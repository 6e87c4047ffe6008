package org.frostml.train;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The weights of examples with a label and without it, by score. Scores that agree in all but some
 * low bits share a bin, and count as equal.
 *
 * @param level low bits that were dropped of all scores
 * @param keys of the bins, ascending
 * @param without weights of the examples without the label, a bin each
 * @param with weights of those with it
 */
record ScoreBins(int level, int[] keys, double[] without, double[] with) {
  static final ScoreBins NONE = new ScoreBins(0, new int[0], new double[0], new double[0]);

  private static final int BIN_BYTES = Integer.BYTES + 2 * Double.BYTES;
  private static final int HALF = Float.floatToIntBits(0.5f);

  /**
   * A number that ascends with the score: the bits of its distance to the nearer of 0 and 1, so
   * that dropping some keeps a share of that distance. Above 1/2 the distance to 1 is exact.
   */
  static int key(float score) {
    return score <= 0.5f
        ? Float.floatToIntBits(Math.abs(score))
        : 2 * HALF - Float.floatToIntBits(1 - score);
  }

  /** With others; of as many low bits as leave so many bins at most. */
  ScoreBins plus(ScoreBins other, int most) {
    ScoreBins sum = merged(other, Math.max(level, other.level));
    while (sum.keys.length > most) {
      sum = sum.merged(NONE, sum.level + 1);
    }
    return sum;
  }

  private ScoreBins merged(ScoreBins other, int level) {
    int most = keys.length + other.keys.length;
    Builder all = new Builder(level, most);
    int i = 0;
    int j = 0;
    while (i + j < most) {
      // Of equal ones its own first: sums are in the order of shards.
      boolean own =
          j == other.keys.length || i < keys.length && keyAt(i, level) <= other.keyAt(j, level);
      all.add(own ? this : other, own ? i++ : j++);
    }
    return all.bins();
  }

  private int keyAt(int bin, int level) {
    return keys[bin] >> level - this.level;
  }

  /** Bins on their way, by ascending keys. */
  private static final class Builder {
    private final int level;
    private final int[] keys;
    private final double[] without;
    private final double[] with;
    private int count;

    Builder(int level, int most) {
      this.level = level;
      keys = new int[most];
      without = new double[most];
      with = new double[most];
    }

    void add(ScoreBins from, int bin) {
      int key = from.keyAt(bin, level);
      if (count == 0 || keys[count - 1] != key) {
        keys[count++] = key;
      }
      without[count - 1] += from.without[bin];
      with[count - 1] += from.with[bin];
    }

    ScoreBins bins() {
      return new ScoreBins(
          level,
          Arrays.copyOf(keys, count),
          Arrays.copyOf(without, count),
          Arrays.copyOf(with, count));
    }
  }

  /**
   * The area under the ROC curve: how often an example with the label has a higher score than one
   * without it, an equal one counted half. NaN unless there are both.
   */
  double roc() {
    double above = 0;
    double area = 0;
    for (int b = keys.length - 1; b >= 0; b--) {
      area += without[b] * (above + with[b] / 2);
      above += with[b];
    }
    return area / (above * sum(without));
  }

  /**
   * How far {@link #roc} may be from that of the scores before low bits were dropped, whatever
   * their order inside the bins: sum_b y_b n_b / (2 Y N), with y_b and n_b the weights with and
   * without the label in bin b, and Y and N their sums. 0 where no bits were dropped.
   */
  double rocError() {
    double tied = 0;
    for (int b = 0; level > 0 && b < keys.length; b++) {
      tied += with[b] * without[b];
    }
    return tied == 0 ? 0 : tied / 2 / (sum(with) * sum(without));
  }

  /**
   * The area under the precision-recall curve as average precision: the sum over scores, from the
   * highest down, of the precision among all examples with that score or a higher one, times the
   * share of the label's examples with it. NaN where no example has the label.
   */
  double pr() {
    double y = 0;
    double n = 0;
    double area = 0;
    for (int b = keys.length - 1; b >= 0; b--) {
      y += with[b];
      n += without[b];
      area += with[b] == 0 ? 0 : with[b] * (y / (y + n));
    }
    return area / y;
  }

  /**
   * How far {@link #pr} may be from that of the scores before low bits were dropped. In a bin it is
   * highest if all examples with the label come first and are equal, and not below the integral of
   * y / (y + n) if they come one by one, last. 0 where no bits were dropped.
   */
  double prError() {
    double y = 0;
    double n = 0;
    double error = 0;
    for (int b = keys.length - 1; level > 0 && b >= 0; b--) {
      double before = y;
      double high = with[b] * ratio(before + with[b], n);
      y += with[b];
      n += without[b];
      double counted = with[b] * ratio(y, n);
      double low = with[b] - n * Math.log((y + n) / (before + n));
      error += with[b] == 0 ? 0 : Math.max(high - counted, counted - (n == 0 ? with[b] : low));
    }
    return error == 0 ? 0 : error / y;
  }

  private static double ratio(double y, double n) {
    return y / (y + n);
  }

  private static double sum(double[] all) {
    double sum = 0;
    for (double each : all) {
      sum += each;
    }
    return sum;
  }

  /** Bytes of {@link #write} for so many bins. */
  static long bytes(int bins) {
    return 2L * Integer.BYTES + (long) bins * BIN_BYTES;
  }

  void write(ByteBuffer out) {
    out.putInt(level).putInt(keys.length);
    for (int b = 0; b < keys.length; b++) {
      out.putInt(keys[b]).putDouble(without[b]).putDouble(with[b]);
    }
  }

  /** Bins that {@link #write} wrote. */
  static ScoreBins read(ByteBuffer in) {
    int level = in.getInt();
    int bins = in.getInt();
    ScoreBins read = new ScoreBins(level, new int[bins], new double[bins], new double[bins]);
    for (int b = 0; b < bins; b++) {
      read.keys[b] = in.getInt();
      read.without[b] = in.getDouble();
      read.with[b] = in.getDouble();
    }
    return read;
  }
}

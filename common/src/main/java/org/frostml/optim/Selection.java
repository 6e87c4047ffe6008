package org.frostml.optim;

import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;

/** Order statistics of magnitudes in two linear passes and no copy. */
final class Selection {
  private static final int HALF = 16;

  private Selection() {}

  /**
   * The magnitude that exactly {@code above} weights of the layout exceed, ties apart; 0 if there
   * are no more weights than that.
   */
  static float magnitude(Layout layout, float[] v, int above) {
    return magnitude(layout.weights(), above, (histogram, bin) -> count(layout, v, histogram, bin));
  }

  /** The same of {@code v[from]} to {@code v[to - 1]}. */
  static float magnitude(float[] v, int from, int to, int above) {
    return magnitude(to - from, above, (histogram, bin) -> count(v, from, to, histogram, bin));
  }

  /** Counts numbers into a histogram. */
  interface Count {
    void into(int[] histogram, int bin);
  }

  /**
   * The same of whatever is counted. The bits of non-negative floats are ordered like the floats,
   * so a histogram of their upper halves finds the bin and one of the lower halves within it the
   * number.
   */
  static float magnitude(int numbers, int above, Count count) {
    if (above >= numbers) {
      return 0;
    }
    int[] upper = new int[1 << HALF];
    count.into(upper, -1);
    int[] place = descend(upper, above);
    int[] lower = new int[1 << HALF];
    count.into(lower, place[0]);
    int low = descend(lower, place[1])[0];
    return Float.intBitsToFloat(place[0] << HALF | low);
  }

  private static void count(Layout layout, float[] v, int[] histogram, int bin) {
    for (Block block : layout.blocks()) {
      if (block.isSparse()) {
        count(v, block.offset(), block.end(), histogram, bin);
      }
    }
  }

  /**
   * Histogram of the upper halves, or of the lower halves within the bin {@code bin} of the upper
   * ones.
   */
  static void count(float[] v, int from, int to, int[] histogram, int bin) {
    for (int j = from; j < to; j++) {
      int bits = Float.floatToRawIntBits(Math.abs(v[j]));
      if (bin < 0) {
        histogram[bits >>> HALF]++;
      } else if (bits >>> HALF == bin) {
        histogram[bits & (1 << HALF) - 1]++;
      }
    }
  }

  /**
   * From the top: the bin that holds the number with {@code above} numbers over it, and how many of
   * those it holds.
   */
  private static int[] descend(int[] histogram, int above) {
    int bin = histogram.length - 1;
    while (above >= histogram[bin]) {
      above -= histogram[bin--];
    }
    return new int[] {bin, above};
  }
}

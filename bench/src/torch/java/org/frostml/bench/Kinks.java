package org.frostml.bench;

import java.util.Arrays;

/**
 * Where the inputs of a ReLU leave room around 0. There a gradient jumps: of millions of inputs
 * rounding takes a few to the other side, and each makes a thousandth or more of every gradient
 * before it.
 */
final class Kinks {
  /** One input in so many, on either side of 0, ends a gap that is looked at. */
  private static final int NEAR = 100;

  private Kinks() {}

  /**
   * The middle of the widest gap near 0 between the inputs of a channel.
   *
   * @param z by example, channel and pixel
   */
  static double gap(double[] z, int channels, int channel, int pixels) {
    int examples = z.length / channels / pixels;
    double[] sorted = new double[examples * pixels];
    for (int i = 0; i < examples; i++) {
      System.arraycopy(z, (i * channels + channel) * pixels, sorted, i * pixels, pixels);
    }
    Arrays.sort(sorted);
    int zero = Arrays.binarySearch(sorted, 0);
    int middle = zero < 0 ? -zero - 1 : zero;
    int near = Math.max(1, sorted.length / NEAR);
    int end = Math.min(sorted.length, middle + near);
    int widest = Math.max(1, middle - near);
    for (int i = widest; i < end; i++) {
      if (sorted[i] - sorted[i - 1] > sorted[widest] - sorted[widest - 1]) {
        widest = i;
      }
    }
    return (sorted[widest - 1] + sorted[widest]) / 2;
  }
}

package org.frostml.nn;

import org.frostml.sparse.Weights;

/** What a batch norm notes of its channels on the way forward, for the way back. */
final class Channels {
  /** Square of a distance in deviations that costs three bits of a variance. */
  private static final double FAR = 8;

  final float[] mean;
  final float[] variance;
  final double[] inverse;

  /** x is taken to scale x + shift. */
  final float[] scale;

  final float[] shift;

  /** dx = a dy + b x + e. */
  final float[] a;

  final float[] b;
  final float[] e;
  final double[] sum;
  final double[] product;

  Channels(int channels) {
    mean = new float[channels];
    variance = new float[channels];
    inverse = new double[channels];
    scale = new float[channels];
    shift = new float[channels];
    a = new float[channels];
    b = new float[channels];
    e = new float[channels];
    sum = new double[channels];
    product = new double[channels];
  }

  /** Takes the moments of a model. */
  void take(int from, int to, float[] known, Moments moments) {
    for (int k = from; k < to; k++) {
      mean[k] = known[moments.at() + k];
      variance[k] = known[moments.at() + moments.channels() + k];
    }
  }

  /**
   * Whether the mean is so far from what {@link #mean} holds, in deviations, that sums about that
   * have lost the variance to rounding; then {@link #mean} holds the mean, to sum about again.
   *
   * @param n numbers of a channel
   */
  boolean recentre(int k, double n) {
    double off = sum[k] / n;
    boolean far = off * off > FAR * (product[k] / n - off * off);
    if (far) {
      mean[k] = (float) (mean[k] + off);
    }
    return far;
  }

  /**
   * Takes the moments of a batch: {@link #sum} and {@link #product} hold its sum and sum of squares
   * about what {@link #mean} holds.
   *
   * @param n numbers of a channel
   */
  void take(int from, int to, double n) {
    for (int k = from; k < to; k++) {
      double off = sum[k] / n;
      mean[k] = (float) (mean[k] + off);
      variance[k] = (float) Math.max(0, product[k] / n - off * off);
    }
  }

  /** Makes a multiplication and an addition of the moments and the layer's parameters. */
  void fold(int from, int to, Weights weights, int scales, int shifts, double epsilon) {
    int scaleAt = weights.support().from(scales);
    int shiftAt = weights.support().from(shifts);
    for (int k = from; k < to; k++) {
      inverse[k] = 1 / Math.sqrt(variance[k] + epsilon);
      double factor = weights.values()[scaleAt + k] * inverse[k];
      scale[k] = (float) factor;
      shift[k] = (float) (weights.values()[shiftAt + k] - mean[k] * factor);
    }
  }

  /**
   * Makes the way back of the sums of dy and of dy (x - mean).
   *
   * @param n numbers of a channel
   */
  void slopes(int from, int to, double n) {
    for (int k = from; k < to; k++) {
      double slope = -scale[k] * inverse[k] * inverse[k] * product[k] / n;
      a[k] = scale[k];
      b[k] = (float) slope;
      e[k] = (float) (-scale[k] * sum[k] / n - slope * mean[k]);
    }
  }
}

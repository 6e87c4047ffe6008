package org.frostml.data;

import java.util.Locale;
import java.util.Optional;
import org.frostml.nn.Scaling;

/**
 * Means and deviations of features, one by one and together, of examples in the order of their
 * source. Sums are about the first example, so that a large mean cancels nothing.
 */
final class FeatureMoments {
  /**
   * A feature is hidden if all its values lie within this share of the deviation of all features: a
   * network would have to grow its weights by as much before it saw them apart. Of bytes / 255 no
   * feature is.
   */
  private static final double HIDDEN = 1.0 / 300;

  private final float[] first;
  private final float[] least;
  private final float[] most;
  private final double[] sums;
  private final double[] squares;
  private double sum;
  private double square;
  private long examples;

  FeatureMoments(int features) {
    first = new float[features];
    least = new float[features];
    most = new float[features];
    sums = new double[features];
    squares = new double[features];
  }

  void add(float[] x) {
    if (examples++ == 0) {
      System.arraycopy(x, 0, first, 0, x.length);
      System.arraycopy(x, 0, least, 0, x.length);
      System.arraycopy(x, 0, most, 0, x.length);
    }
    for (int f = 0; f < x.length; f++) {
      double all = (double) x[f] - first[0];
      sum += all;
      square += all * all;
      double own = (double) x[f] - first[f];
      sums[f] += own;
      squares[f] += own * own;
      least[f] = Math.min(least[f], x[f]);
      most[f] = Math.max(most[f], x[f]);
    }
  }

  /** A feature of the first example. */
  float first(int feature) {
    return first[feature];
  }

  /** Features that are the same in all examples. */
  int constants() {
    int constants = 0;
    for (int f = 0; f < first.length; f++) {
      constants += isConstant(f) ? 1 : 0;
    }
    return constants;
  }

  /** Whether all features of all examples are one number. */
  boolean areAllTheSame() {
    return !(deviation() > 0);
  }

  private boolean isConstant(int feature) {
    return least[feature] == most[feature];
  }

  /** Of all features together. */
  Scaling.Whole whole() {
    return new Scaling.Whole((float) (first[0] + sum / numbers()), deviation());
  }

  private double numbers() {
    return (double) examples * first.length;
  }

  /** Of all features together. */
  private float deviation() {
    double mean = sum / numbers();
    return (float) Math.sqrt(square / numbers() - mean * mean);
  }

  Scaling.PerFeature perFeature() {
    float[] mean = new float[first.length];
    float[] deviation = new float[first.length];
    for (int f = 0; f < mean.length; f++) {
      double off = sums[f] / examples;
      mean[f] = (float) (first[f] + off);
      if (!isConstant(f)) {
        deviation[f] = atLeastSome(squares[f] / examples - off * off);
      }
    }
    return new Scaling.PerFeature(mean, deviation);
  }

  /** Of the pixels of each channel together. */
  Scaling.PerChannel perChannel(int channels) {
    int plane = first.length / channels;
    float[] mean = new float[channels];
    float[] deviation = new float[channels];
    for (int c = 0; c < channels; c++) {
      float origin = first[c * plane];
      boolean constant = true;
      double sum = 0;
      double square = 0;
      for (int f = c * plane; f < (c + 1) * plane; f++) {
        // From about the feature's first value to about the channel's.
        double off = (double) first[f] - origin;
        sum += sums[f] + examples * off;
        square += squares[f] + 2 * off * sums[f] + examples * off * off;
        constant &= isConstant(f) && off == 0;
      }
      double numbers = (double) examples * plane;
      double off = sum / numbers;
      mean[c] = (float) (origin + off);
      if (!constant) {
        deviation[c] = atLeastSome(square / numbers - off * off);
      }
    }
    return new Scaling.PerChannel(plane, mean, deviation);
  }

  /** The deviation of a variance; rounding must not make a constant of what is none. */
  private static float atLeastSome(double variance) {
    return Math.max((float) Math.sqrt(Math.max(variance, 0)), Float.MIN_NORMAL);
  }

  /** What to say where one scale for all hides features, if it does. */
  Optional<String> hiddenBy(Scaling.Whole whole) {
    int hidden = 0;
    int narrowest = -1;
    for (int f = 0; f < first.length; f++) {
      if (!isConstant(f) && range(f) < HIDDEN * whole.deviation()) {
        hidden++;
        narrowest = narrowest < 0 || range(f) < range(narrowest) ? f : narrowest;
      }
    }
    return hidden == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "one scale for all hides %d of %d features: feature %d ranges over %.3g, all have a"
                    + " deviation of %.3g; set data.scaling = feature",
                hidden,
                first.length,
                narrowest,
                range(narrowest),
                whole.deviation()));
  }

  private double range(int feature) {
    return (double) most[feature] - least[feature];
  }
}

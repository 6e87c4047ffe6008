package org.frostml.nn;

import java.io.Serializable;
import java.util.Arrays;
import java.util.StringJoiner;

/**
 * What features go through before they reach a network: x -> (x - mean) / deviation, with numbers
 * of the training examples.
 */
public sealed interface Scaling extends Serializable {
  /** How numbers to scale by are found. */
  enum By {
    /**
     * For images {@link #CHANNEL}, or {@link #WHOLE} of one channel; {@link #FEATURE} for all else.
     */
    AUTO,
    /** All features together. */
    WHOLE,
    /** Every channel of images by itself. */
    CHANNEL,
    /** Every feature by itself. */
    FEATURE,
    /** Not at all. */
    NONE;

    /** What images are scaled by where nothing else is asked for. */
    public static By ofImages(Shape shape) {
      return shape.isImage() && shape.channels() > 1 ? CHANNEL : WHOLE;
    }
  }

  /** One feature's value. */
  float apply(int feature, float x);

  /**
   * A matrix of features x width from {@code t[at]} in place, to the same bits as value by value.
   */
  void apply(float[] t, int at, int features, int width);

  /** The value of a feature that becomes 0. */
  float centre(int feature);

  /** Whether 0 stays 0, as sparse features need it. */
  boolean keepsZero();

  /** For a person. */
  String describe();

  /** Fails unless it is one for so many features. */
  default void require(int features) {}

  /** Features as they are. */
  record None() implements Scaling {
    @Override
    public String describe() {
      return "as it is";
    }

    @Override
    public float apply(int feature, float x) {
      return x;
    }

    @Override
    public void apply(float[] t, int at, int features, int width) {}

    @Override
    public float centre(int feature) {
      return 0;
    }

    @Override
    public boolean keepsZero() {
      return true;
    }
  }

  /** One mean and deviation for all features, which are alike: the pixels of images. */
  record Whole(float mean, float deviation) implements Scaling {
    public Whole {
      if (!Float.isFinite(mean) || !(deviation > 0 && deviation < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "inputs need a finite mean and a deviation > 0: mean "
                + mean
                + ", deviation "
                + deviation);
      }
    }

    @Override
    public String describe() {
      return "mean " + mean + ", deviation " + deviation;
    }

    @Override
    public float apply(int feature, float x) {
      return (x - mean) / deviation;
    }

    @Override
    public void apply(float[] t, int at, int features, int width) {
      for (int i = at; i < at + features * width; i++) {
        t[i] = (t[i] - mean) / deviation;
      }
    }

    @Override
    public float centre(int feature) {
      return mean;
    }

    @Override
    public boolean keepsZero() {
      return mean == 0;
    }
  }

  /**
   * A mean and a deviation for every feature. A feature of deviation 0 is a constant of the
   * training examples, tells nothing, and becomes 0 whatever its value is.
   */
  record PerFeature(float[] mean, float[] deviation) implements Scaling {
    public PerFeature {
      requireNumbers("feature", mean, deviation);
    }

    @Override
    public String describe() {
      int constants = 0;
      for (float each : deviation) {
        constants += each == 0 ? 1 : 0;
      }
      return "every feature by its own mean and deviation, "
          + constants
          + " of "
          + mean.length
          + " constant";
    }

    @Override
    public float apply(int feature, float x) {
      return deviation[feature] == 0 ? 0 : (x - mean[feature]) / deviation[feature];
    }

    @Override
    public void apply(float[] t, int at, int features, int width) {
      if (width == 1) {
        // One row's features lie side by side: a loop for each would be most of the time.
        for (int f = 0; f < features; f++) {
          t[at + f] = apply(f, t[at + f]);
        }
        return;
      }
      for (int f = 0; f < features; f++) {
        int from = at + f * width;
        scale(t, from, from + width, mean[f], deviation[f]);
      }
    }

    @Override
    public float centre(int feature) {
      return mean[feature];
    }

    @Override
    public boolean keepsZero() {
      return areZero(mean);
    }

    @Override
    public void require(int features) {
      if (mean.length != features) {
        throw new IllegalArgumentException(
            "inputs have " + features + " features, but are scaled as " + mean.length);
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof PerFeature that
          && Arrays.equals(mean, that.mean)
          && Arrays.equals(deviation, that.deviation);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
    }
  }

  /**
   * A mean and a deviation for every channel of images, whose pixels are alike. A channel of
   * deviation 0 becomes 0.
   *
   * @param plane features of a channel, which lie side by side
   */
  record PerChannel(int plane, float[] mean, float[] deviation) implements Scaling {
    public PerChannel {
      if (plane < 1) {
        throw new IllegalArgumentException("a channel needs at least 1 feature: " + plane);
      }
      requireNumbers("channel", mean, deviation);
    }

    @Override
    public String describe() {
      StringJoiner channels = new StringJoiner("; ");
      for (int c = 0; c < mean.length; c++) {
        channels.add("channel " + c + ": mean " + mean[c] + ", deviation " + deviation[c]);
      }
      return channels.toString();
    }

    @Override
    public float apply(int feature, float x) {
      int c = feature / plane;
      return deviation[c] == 0 ? 0 : (x - mean[c]) / deviation[c];
    }

    @Override
    public void apply(float[] t, int at, int features, int width) {
      for (int c = 0; c < mean.length; c++) {
        int from = at + c * plane * width;
        scale(t, from, from + plane * width, mean[c], deviation[c]);
      }
    }

    @Override
    public float centre(int feature) {
      return mean[feature / plane];
    }

    @Override
    public boolean keepsZero() {
      return areZero(mean);
    }

    @Override
    public void require(int features) {
      if (mean.length * plane != features) {
        throw new IllegalArgumentException(
            "inputs have "
                + features
                + " features, but are scaled as "
                + mean.length
                + " channels of "
                + plane);
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof PerChannel that
          && plane == that.plane
          && Arrays.equals(mean, that.mean)
          && Arrays.equals(deviation, that.deviation);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * plane + Arrays.hashCode(mean)) + Arrays.hashCode(deviation);
    }
  }

  private static void requireNumbers(String what, float[] mean, float[] deviation) {
    if (mean.length != deviation.length) {
      throw new IllegalArgumentException(
          "inputs have " + mean.length + " means, but " + deviation.length + " deviations");
    }
    for (int k = 0; k < mean.length; k++) {
      if (!Float.isFinite(mean[k]) || !(deviation[k] >= 0 && Float.isFinite(deviation[k]))) {
        throw new IllegalArgumentException(
            "inputs need finite means and deviations >= 0: "
                + what
                + " "
                + k
                + " has mean "
                + mean[k]
                + ", deviation "
                + deviation[k]);
      }
    }
  }

  /** Values that are alike, in place; 0 where their deviation is. */
  private static void scale(float[] t, int from, int to, float mean, float deviation) {
    if (deviation == 0) {
      Arrays.fill(t, from, to, 0f);
      return;
    }
    for (int i = from; i < to; i++) {
      t[i] = (t[i] - mean) / deviation;
    }
  }

  private static boolean areZero(float[] means) {
    for (float mean : means) {
      if (mean != 0) {
        return false;
      }
    }
    return true;
  }
}

package org.frostml.nn;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What features go through before they reach a network: x -> (x - mean) / deviation, with numbers
 * of the training examples.
 */
public sealed interface Scaling extends Serializable {
  /** How numbers to scale by are found. */
  enum By {
    /** {@link #WHOLE} for images, {@link #FEATURE} for all else. */
    AUTO,
    /** All features together. */
    WHOLE,
    /** Every feature by itself. */
    FEATURE,
    /** Not at all. */
    NONE
  }

  /** One feature's value. */
  float apply(int feature, float x);

  /**
   * A matrix of features x width from {@code t[at]} in place, to the same bits as value by value.
   */
  void apply(float[] t, int at, int features, int width);

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
      if (mean.length != deviation.length) {
        throw new IllegalArgumentException(
            "inputs have " + mean.length + " means, but " + deviation.length + " deviations");
      }
      for (int f = 0; f < mean.length; f++) {
        if (!Float.isFinite(mean[f]) || !(deviation[f] >= 0 && Float.isFinite(deviation[f]))) {
          throw new IllegalArgumentException(
              "inputs need finite means and deviations >= 0: feature "
                  + f
                  + " has mean "
                  + mean[f]
                  + ", deviation "
                  + deviation[f]);
        }
      }
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
        if (deviation[f] == 0) {
          Arrays.fill(t, from, from + width, 0f);
        } else {
          scale(t, from, from + width, mean[f], deviation[f]);
        }
      }
    }

    private static void scale(float[] t, int from, int to, float mean, float deviation) {
      for (int i = from; i < to; i++) {
        t[i] = (t[i] - mean) / deviation;
      }
    }

    @Override
    public boolean keepsZero() {
      for (float each : mean) {
        if (each != 0) {
          return false;
        }
      }
      return true;
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
}

package org.frostml.nn;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * The means and deviations of values in training, an output each. A network is taught (y - mean) /
 * deviation, so that prices in hundred thousands are no harder to learn than shares of 1; what it
 * predicts is in the values' own unit.
 */
public record ValueScale(float[] mean, float[] deviation) implements Serializable {
  /** Values as they are. */
  public static final ValueScale NONE = new ValueScale(new float[0], new float[0]);

  public ValueScale {
    if (mean.length != deviation.length) {
      throw new IllegalArgumentException(
          "values have " + mean.length + " means, but " + deviation.length + " deviations");
    }
    for (int k = 0; k < mean.length; k++) {
      if (!Float.isFinite(mean[k]) || !(deviation[k] > 0 && Float.isFinite(deviation[k]))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "values need finite means and deviations > 0: value %d has mean %s, deviation %s",
                k,
                mean[k],
                deviation[k]));
      }
    }
  }

  private boolean isNone() {
    return mean.length == 0;
  }

  /** Fails unless it is one for so many outputs. */
  void require(int outputs) {
    if (!isNone() && mean.length != outputs) {
      throw new IllegalArgumentException(
          outputs + " outputs, but the values are scaled as " + mean.length);
    }
  }

  /** What output k is to be for a value. */
  double toOutput(int k, double value) {
    return isNone() ? value : (value - mean[k]) / deviation[k];
  }

  /** The distance of values for one of outputs. */
  double toValues(int k, double e) {
    return isNone() ? e : e * deviation[k];
  }

  /** The value that output k stands for. */
  float value(int k, float output) {
    return isNone() ? output : output * deviation[k] + mean[k];
  }

  /** As the model file spells it, after the name of a loss. */
  String spec() {
    StringJoiner spec = new StringJoiner(",", "[", "]");
    for (int k = 0; k < mean.length; k++) {
      spec.add(mean[k] + ":" + deviation[k]);
    }
    return isNone() ? "" : spec.toString();
  }

  /** That of a {@link #spec}. */
  static ValueScale parse(String spec) {
    if (spec.isEmpty()) {
      return NONE;
    }
    String[] pairs = spec.substring(1, spec.length() - 1).split(",");
    float[] mean = new float[pairs.length];
    float[] deviation = new float[pairs.length];
    for (int k = 0; k < pairs.length; k++) {
      int colon = pairs[k].indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("no mean and deviation of a value: " + pairs[k]);
      }
      mean[k] = Float.parseFloat(pairs[k].substring(0, colon));
      deviation[k] = Float.parseFloat(pairs[k].substring(colon + 1));
    }
    return new ValueScale(mean, deviation);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ValueScale that
        && Arrays.equals(mean, that.mean)
        && Arrays.equals(deviation, that.deviation);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
  }
}

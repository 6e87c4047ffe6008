package org.frostml.nn;

import java.io.Serializable;

/**
 * What a network is to give for the examples of some {@link Rows}, and how much each of them counts
 * in loss, gradient and measures.
 */
public sealed interface Targets extends Serializable {
  /** The weights of examples that all count once. */
  float[] ALIKE = {};

  int examples();

  /** Values per example; of classes one. */
  int width();

  /** Value k of an example; of classes the class's number. */
  float value(int row, int k);

  /** A weight per example, or {@link #ALIKE}. */
  float[] weights();

  /** What an example counts for, at least 0. */
  default float weight(int row) {
    return weights().length == 0 ? 1 : weights()[row];
  }

  /** One class per example, counted from 0. */
  record Classes(int[] labels, float[] weights) implements Targets {
    public Classes {
      requireWeights(weights, labels.length);
    }

    public Classes(int... labels) {
      this(labels, ALIKE);
    }

    @Override
    public int examples() {
      return labels.length;
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public float value(int row, int k) {
      return labels[row];
    }
  }

  /**
   * One value per example, or several; of labels that may hold together each is 0 or 1, or a
   * probability.
   *
   * @param values row-major
   * @param width values per example
   */
  record Values(float[] values, int width, float[] weights) implements Targets {
    public Values {
      if (width < 1 || values.length % width != 0) {
        throw new IllegalArgumentException(values.length + " values are no rows of " + width);
      }
      for (int i = 0; i < values.length; i++) {
        if (!Float.isFinite(values[i])) {
          throw new IllegalArgumentException(
              "value " + i % width + " of example " + i / width + " is " + values[i]);
        }
      }
      requireWeights(weights, values.length / width);
    }

    public Values(float[] values, int width) {
      this(values, width, ALIKE);
    }

    @Override
    public int examples() {
      return values.length / width;
    }

    @Override
    public float value(int row, int k) {
      return values[row * width + k];
    }
  }

  private static void requireWeights(float[] weights, int examples) {
    if (weights.length != 0 && weights.length != examples) {
      throw new IllegalArgumentException(weights.length + " weights for " + examples + " examples");
    }
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && weights[i] < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the weight of example " + i + " must be >= 0 and finite: " + weights[i]);
      }
    }
  }
}

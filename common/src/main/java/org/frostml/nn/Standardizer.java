package org.frostml.nn;

import java.io.Serializable;

/** x -> (x - mean) / deviation with the training set's two numbers over all features. */
public record Standardizer(float mean, float deviation) implements Serializable {
  public Standardizer {
    if (!Float.isFinite(mean) || !(deviation > 0 && deviation < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "inputs need a finite mean and a deviation > 0: mean "
              + mean
              + ", deviation "
              + deviation);
    }
  }

  public float apply(float x) {
    return (x - mean) / deviation;
  }

  /** All of {@code x[from]} to {@code x[to - 1]} in place, to the same bits as one by one. */
  void apply(float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] = apply(x[i]);
    }
  }
}

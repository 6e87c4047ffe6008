package org.frostml.nn;

import java.io.Serializable;
import java.util.List;

/**
 * What the places of a network hold, in the order in which they lie on a {@link Tape}. A place is
 * known by its index.
 */
final class Places implements Serializable {
  private final int[] features;

  /** Matrices of so many features each. */
  Places(List<Integer> features) {
    this.features = features.stream().mapToInt(Integer::intValue).toArray();
  }

  int count() {
    return features.length;
  }

  /** Floats of a place in a batch of {@code width} columns. */
  long floats(int place, int width) {
    return (long) features[place] * width;
  }
}

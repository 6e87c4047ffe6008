package org.frostml.nn;

import java.util.ArrayList;
import java.util.List;
import org.frostml.kernel.SparseBatch;

/**
 * A layer with its weights, made ready for one example at a time; see {@link Predictor}. Arrays of
 * features have one more float at their end, which is 0.
 */
interface Single {
  /**
   * y = f(x).
   *
   * @param scratch the caller's own arrays, as {@link Slots} lists them
   * @return one of them
   */
  float[] forward(float[] x, float[][] scratch);

  /** The same of a network's first layer for a sparse example. */
  interface OfSparse {
    /**
     * y = f(x).
     *
     * @param x one example
     * @param scratch as {@link Single#forward} has it
     */
    float[] forward(SparseBatch x, float[][] scratch);
  }

  /** The arrays that a network's layers write to: an index each, given out once. */
  final class Slots {
    private final List<Integer> sizes = new ArrayList<>();

    /** An array of so many features; returns its index. */
    int add(int features) {
      sizes.add(features + 1);
      return sizes.size() - 1;
    }

    /** The arrays, all zeros. */
    float[][] allocate() {
      return sizes.stream().map(float[]::new).toArray(float[][]::new);
    }
  }
}

package org.frostml.nn;

import java.util.ArrayList;
import java.util.List;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;

/**
 * What a network will need, put together while its layers are bound: blocks of parameters with
 * their first values, and places on the {@link Tape}.
 */
final class Plan {
  private final Layout.Builder layout = new Layout.Builder();
  private final List<Fill> fills = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private long floats;
  private int scratch;
  private int sparseScratch;

  /** A matrix of weights; returns its block. */
  int weight(String name, int rows, int cols, Fill fill) {
    fills.add(fill);
    return layout.add(name, Block.Kind.WEIGHT, rows, cols);
  }

  /** Parameters that are neither decayed nor regularised; returns their block. */
  int vector(String name, int size, Fill fill) {
    fills.add(fill);
    return layout.add(name, Block.Kind.BIAS, size, 1);
  }

  /** A place for a matrix of so many features, for one writer. */
  int matrix(int features) {
    floats += features;
    if (floats > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the activations of one example would be more than 2147483647 floats");
    }
    places.add(features);
    return places.size() - 1;
  }

  /**
   * Asks that the place every layer may spoil during its own pass has so many floats per example.
   *
   * @param sparse the same where the network's features are sparse
   */
  void scratch(int size, int sparse) {
    scratch = Math.max(scratch, size);
    sparseScratch = Math.max(sparseScratch, sparse);
  }

  /** Whether the layer that asks is the first to have weights. */
  boolean isFirst() {
    return fills.isEmpty();
  }

  Layout layout() {
    return layout.build();
  }

  List<Fill> fills() {
    return List.copyOf(fills);
  }

  Places places() {
    return new Places(places);
  }

  /** Floats per example of the scratch. */
  int scratch() {
    return scratch;
  }

  /** The same where the network's features are sparse. */
  int sparseScratch() {
    return sparseScratch;
  }
}

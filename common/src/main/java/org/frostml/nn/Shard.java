package org.frostml.nn;

import java.io.Serializable;

/**
 * A fixed logical part of the data in primitive arrays: examples of so many features, with labels.
 * However it lies in memory, the same examples load to the same bits.
 */
public sealed interface Shard {
  /** Its place among the shards. */
  int index();

  int features();

  int examples();

  /** The features of its examples, and maybe of others, row-major. */
  float[] x();

  /** The labels that belong to the rows of {@link #x}. */
  int[] labels();

  /** The row of {@link #x} that holds an example. */
  int row(int example);

  /**
   * Turns features {@code t[from]} to {@code t[to - 1]} from those of {@link #x} to standardised.
   */
  void standardize(float[] t, int from, int to);

  /** Its own examples and no others, already standardised: it may travel and be cached. */
  record Packed(int index, int features, float[] x, int[] labels) implements Shard, Serializable {
    @Override
    public int examples() {
      return labels.length;
    }

    @Override
    public int row(int example) {
      return example;
    }

    @Override
    public void standardize(float[] t, int from, int to) {}
  }

  /**
   * Some of the examples of arrays that many views share, features as they were read. It stays
   * where the arrays are.
   *
   * @param rows of its examples
   */
  record View(
      int index, int features, float[] x, int[] labels, int[] rows, Standardizer standardizer)
      implements Shard {
    @Override
    public int examples() {
      return rows.length;
    }

    @Override
    public int row(int example) {
      return rows[example];
    }

    @Override
    public void standardize(float[] t, int from, int to) {
      standardizer.apply(t, from, to);
    }
  }
}

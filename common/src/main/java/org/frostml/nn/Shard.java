package org.frostml.nn;

import java.io.Serializable;

/**
 * A fixed logical part of the data in primitive arrays: features as they were read, what they are
 * scaled by, and targets. However it lies in memory, the same examples load to the same bits.
 */
public sealed interface Shard {
  /** Its place among the shards. */
  int index();

  int examples();

  /** The features of its examples, and maybe of others. */
  Rows rows();

  /** What belongs to the {@link #rows}. */
  Targets targets();

  Scaling scaling();

  /** The row that holds an example. */
  int row(int example);

  /** Whether its features are sparse. */
  default boolean isSparse() {
    return rows() instanceof Rows.Sparse;
  }

  /** Its own examples and no others: it may travel and be cached. */
  record Packed(int index, Rows rows, Targets targets, Scaling scaling)
      implements Shard, Serializable {
    public Packed {
      require(rows, targets, scaling);
    }

    @Override
    public int examples() {
      return rows.examples();
    }

    @Override
    public int row(int example) {
      return example;
    }
  }

  /**
   * Some of the examples of arrays that many views share. It stays where the arrays are.
   *
   * @param which rows are its examples
   */
  record View(int index, Rows rows, Targets targets, Scaling scaling, int[] which)
      implements Shard {
    public View {
      require(rows, targets, scaling);
    }

    @Override
    public int examples() {
      return which.length;
    }

    @Override
    public int row(int example) {
      return which[example];
    }
  }

  private static void require(Rows rows, Targets targets, Scaling scaling) {
    if (rows.examples() != targets.examples()) {
      throw new IllegalArgumentException(
          rows.examples() + " rows of features, but targets for " + targets.examples());
    }
    scaling.require(rows.features());
    if (rows instanceof Rows.Sparse && !scaling.keepsZero()) {
      throw new IllegalArgumentException(
          "sparse features are scaled, never centred: their means must be 0");
    }
  }
}

package org.frostml.sparse;

import java.io.Serializable;

/**
 * A named rows x cols matrix, row-major, within the flat parameter vector.
 *
 * @param offset the flat coordinate of its first element
 */
public record Block(String name, Kind kind, int offset, int rows, int cols)
    implements Serializable {
  /** What a block is to the method. */
  public enum Kind {
    /** Regularised, masked, decayed; density is measured over these. */
    WEIGHT,
    /** Never regularised, never masked: always active, even at exactly 0. */
    BIAS
  }

  public Block {
    if (rows < 1 || cols < 1 || (long) offset + (long) rows * cols > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          name + ": " + rows + " x " + cols + " from " + offset + " does not fit a float[]");
    }
  }

  public int size() {
    return rows * cols;
  }

  /** The flat coordinate behind its last element. */
  public int end() {
    return offset + size();
  }

  public boolean isWeight() {
    return kind == Kind.WEIGHT;
  }
}

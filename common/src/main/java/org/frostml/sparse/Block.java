package org.frostml.sparse;

import java.io.Serializable;

/**
 * A named rows x cols matrix, row-major, within the flat parameter vector.
 *
 * @param name of the layer it belongs to, a dot, and what it is to the layer: {@code net.0.weight}
 * @param offset the flat coordinate of its first element
 * @param penalty this block's factor of lambda, >= 0; 0 for one that is not regularised
 * @param window neighbouring columns that belong to one input: pixels under a convolution's kernel,
 *     1 for all else
 */
public record Block(
    String name, Kind kind, int offset, int rows, int cols, float penalty, int window)
    implements Serializable {
  /** What a block is to the method. */
  public enum Kind {
    /** Decayed, and regularised unless its penalty is 0. */
    WEIGHT,
    /** The same, whose columns are the features of examples, and all that sees these. */
    FEATURES,
    /** The same of a convolution: a column is an input channel's pixel under its kernel. */
    KERNEL,
    /** Neither decayed nor regularised. */
    BIAS,
    /**
     * A convolution's that stay as they began: with no gradient, neither decayed nor regularised.
     */
    FIXED;

    /** Whether it is decayed, and may be regularised. */
    boolean isWeight() {
      return this == WEIGHT || this == FEATURES || this == KERNEL;
    }

    /** Whether it is a convolution's weights. */
    boolean isOfKernels() {
      return this == KERNEL || this == FIXED;
    }
  }

  public Block {
    if (rows < 1 || cols < 1 || (long) offset + (long) rows * cols > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          name + ": " + rows + " x " + cols + " from " + offset + " does not fit a float[]");
    }
    if (window < 1 || cols % window != 0 || !kind.isOfKernels() && window > 1) {
      throw new IllegalArgumentException(
          name + ": no windows of " + window + " for a " + kind + " of " + cols + " columns");
    }
    if (!(penalty >= 0 && penalty < Float.POSITIVE_INFINITY) || !kind.isWeight() && penalty > 0) {
      throw new IllegalArgumentException(name + ": no penalty for a " + kind + ": " + penalty);
    }
  }

  /** One whose inputs have a column each. */
  public Block(String name, Kind kind, int offset, int rows, int cols, float penalty) {
    this(name, kind, offset, rows, cols, penalty, 1);
  }

  /** The same place under another factor of lambda. */
  public Block penalised(float factor) {
    return new Block(name, kind, offset, rows, cols, factor, window);
  }

  /** Units or channels that go in. */
  public int inputs() {
    return cols / window;
  }

  /** Whether it is a convolution's weights. */
  public boolean isOfKernels() {
    return kind.isOfKernels();
  }

  /** The name of the layer it belongs to. */
  public String layer() {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  public int size() {
    return rows * cols;
  }

  /** The flat coordinate after its last element. */
  public int end() {
    return offset + size();
  }

  /** Whether it is decayed, and regularised unless its penalty is 0. */
  public boolean isWeight() {
    return kind.isWeight();
  }

  /** Whether it stays as it began. */
  public boolean isFixed() {
    return kind == Kind.FIXED;
  }

  /** Whether it multiplies inputs, trained or not: rows and columns mean something. */
  public boolean isMatrix() {
    return kind != Kind.BIAS;
  }

  /** Whether its columns are the features of examples, and all that sees these. */
  public boolean isOfFeatures() {
    return kind == Kind.FEATURES;
  }

  /**
   * Whether its elements may be absent: density is measured over these blocks, all others are
   * always active, even at exactly 0.
   */
  public boolean isSparse() {
    return penalty > 0;
  }
}

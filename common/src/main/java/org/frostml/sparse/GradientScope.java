package org.frostml.sparse;

import java.io.Serializable;

/**
 * What a gradient is to cover: which weights, on which examples.
 *
 * @param part of the rows of every weight block that are seen whole: the part-th of {@code parts}
 * @param parts 1: every weight is seen; 0: those on the support alone; more: so many stripes of
 *     rows, of which one is seen whole and the others on the support
 * @param batches consecutive mini-batches, the epoch taken as a ring; 0: all examples
 */
public record GradientScope(int part, int parts, int batches) implements Serializable {
  /** The support, on one mini-batch. */
  public static final GradientScope COARSE = new GradientScope(0, 0, 1);

  /** Every weight, on one mini-batch. */
  public static final GradientScope FINE = new GradientScope(0, 1, 1);

  public GradientScope {
    if (part < 0 || parts < 0 || part >= Math.max(1, parts) || batches < 0) {
      throw new IllegalArgumentException(
          "no part " + part + " of " + parts + " on " + batches + " mini-batches");
    }
  }

  /** The first row of a block that is seen whole. */
  int from(Block block) {
    return parts == 0 ? 0 : (int) ((long) block.rows() * part / parts);
  }

  /** The row after the last that is computed whole. */
  int to(Block block) {
    return parts == 0 ? 0 : (int) ((long) block.rows() * (part + 1) / parts);
  }
}

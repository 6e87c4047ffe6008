package org.frostml.optim;

import java.io.Serializable;
import org.frostml.sparse.Block;
import org.frostml.sparse.Grouping;
import org.frostml.sparse.Layout;

/**
 * J, convex, positively homogeneous and separable over the rows or columns of blocks, in units of
 * lambda: the regulariser is lambda J. A block's penalty multiplies its part.
 */
public sealed interface Regularizer extends Serializable
    permits NoRegularizer, L1Norm, GroupLasso, SparseRowGroups {
  /** J(theta) on some rows. */
  double value(float[] theta, RowRanges rows);

  /** Replaces z by prox_{lambda J}(z) = argmin_theta |theta - z|^2 / 2 + lambda J(theta). */
  void prox(float[] z, RowRanges rows, float lambda);

  /** Adds lambda times an element of dJ(theta) to v. */
  void addSubgradient(float[] theta, float[] v, RowRanges rows, float lambda);

  /** Marks every weight with the lambda from which on {@link #prox} of v makes it zero. */
  void marks(float[] v, RowRanges rows, float[] marks);

  /** The largest |v_j| that leaves a weight of the block zero under lambda = 1 and penalty 1. */
  double reach(Block block);

  /** Which weights are zero or not together, as far as first weights go by it. */
  default Grouping grouping() {
    return Grouping.WEIGHTS;
  }

  /** Whether weights depend on others of their block. */
  boolean byGroups();

  /** Whether features live and die whole. */
  default boolean choosesFeatures() {
    return false;
  }

  /** Fails unless it has something to do on these blocks. */
  default void require(Layout layout) {}

  /** Whether it makes weights zero. */
  default boolean thresholds() {
    return true;
  }
}

package org.frostml.optim;

import org.frostml.sparse.Block;

/**
 * The group lasso (Yuan and Lin, 2006), J = sum over groups of sqrt(n) |theta_group|_2 with n its
 * weights: a group lives or dies whole; its prox is z max(1 - lambda sqrt(n) / |z|, 0). J =
 * |theta|_1 in blocks without such groups.
 */
sealed interface GroupLasso extends Regularizer
    permits RowGroups, KernelGroups, InputChannelGroups, FeatureGroups {
  /** The groups of a block; null if it has none. */
  Groups groups(RowRanges rows);

  /** Weights of one of a block's groups. */
  int size(RowRanges rows);

  private double unit(RowRanges rows) {
    return rows.penalty() * Math.sqrt(size(rows));
  }

  @Override
  default double value(float[] theta, RowRanges rows) {
    Groups groups = groups(rows);
    return groups == null ? L1Norm.ELEMENTS.value(theta, rows) : unit(rows) * groups.norms(theta);
  }

  @Override
  default void prox(float[] z, RowRanges rows, float lambda) {
    Groups groups = groups(rows);
    if (groups == null) {
      L1Norm.ELEMENTS.prox(z, rows, lambda);
    } else {
      groups.shrink(z, lambda * unit(rows));
    }
  }

  @Override
  default void addSubgradient(float[] theta, float[] v, RowRanges rows, float lambda) {
    Groups groups = groups(rows);
    if (groups == null) {
      L1Norm.ELEMENTS.addSubgradient(theta, v, rows, lambda);
    } else {
      groups.addDirections(theta, v, lambda * unit(rows));
    }
  }

  @Override
  default void marks(float[] v, RowRanges rows, float[] marks) {
    Groups groups = groups(rows);
    if (groups == null) {
      L1Norm.ELEMENTS.marks(v, rows, marks);
    } else {
      groups.marks(v, unit(rows), marks);
    }
  }

  @Override
  default double reach(Block block) {
    RowRanges rows = RowRanges.of(block);
    return groups(rows) == null ? 1 : Math.sqrt(size(rows));
  }

  @Override
  default boolean byGroups() {
    return true;
  }
}

package org.frostml.optim;

import org.frostml.sparse.Block;

/** J = 0. */
public record NoRegularizer() implements Regularizer {
  @Override
  public double value(float[] theta, RowRanges rows) {
    return 0;
  }

  @Override
  public void prox(float[] z, RowRanges rows, float lambda) {}

  @Override
  public void addSubgradient(float[] theta, float[] v, RowRanges rows, float lambda) {}

  @Override
  public void marks(float[] v, RowRanges rows, float[] marks) {
    for (int j = rows.from(); j < rows.to(); j++) {
      marks[j] = Float.POSITIVE_INFINITY;
    }
  }

  @Override
  public double reach(Block block) {
    return 0;
  }

  @Override
  public boolean thresholds() {
    return false;
  }

  @Override
  public boolean byGroups() {
    return false;
  }
}

package org.frostml.optim;

import org.frostml.sparse.Block;

/** J = |theta|_1; its prox is soft-thresholding, sign(z) max(|z| - lambda, 0). */
public record L1Norm() implements Regularizer {
  static final L1Norm ELEMENTS = new L1Norm();

  @Override
  public double value(float[] theta, RowRanges rows) {
    double sum = 0;
    for (int j = rows.from(); j < rows.to(); j++) {
      sum += Math.abs(theta[j]);
    }
    return rows.penalty() * sum;
  }

  @Override
  public void prox(float[] z, RowRanges rows, float lambda) {
    float threshold = lambda * rows.penalty();
    int to = rows.to();
    for (int j = rows.from(); j < to; j++) {
      z[j] = z[j] - Math.max(-threshold, Math.min(z[j], threshold));
    }
  }

  @Override
  public void addSubgradient(float[] theta, float[] v, RowRanges rows, float lambda) {
    for (int j = rows.from(); j < rows.to(); j++) {
      v[j] += lambda * rows.penalty() * Math.signum(theta[j]);
    }
  }

  @Override
  public void marks(float[] v, RowRanges rows, float[] marks) {
    float penalty = rows.penalty();
    int to = rows.to();
    for (int j = rows.from(); j < to; j++) {
      marks[j] = Math.abs(v[j]) / penalty;
    }
  }

  @Override
  public double reach(Block block) {
    return 1;
  }

  @Override
  public boolean byGroups() {
    return false;
  }
}

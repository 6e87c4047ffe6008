package org.frostml.optim;

import org.frostml.sparse.Block;

/**
 * The sparse group lasso of rows: J = (1 - mix) |theta|_1 + mix sum over rows of sqrt(columns)
 * |theta_row|_2; its prox is soft-thresholding, then the shrinking of rows, in this order exact.
 *
 * @param mix in (0, 1)
 */
public record SparseRowGroups(float mix) implements Regularizer {
  private static final L1Norm ELEMENTS = L1Norm.ELEMENTS;
  private static final RowGroups GROUPS = new RowGroups();

  /** Halvings of an interval that leave a float of it. */
  private static final int HALVINGS = 40;

  public SparseRowGroups {
    if (!(mix > 0 && mix < 1)) {
      throw new IllegalArgumentException("mix must be in (0, 1): " + mix);
    }
  }

  @Override
  public double value(float[] theta, RowRanges rows) {
    return (1 - mix) * ELEMENTS.value(theta, rows) + mix * GROUPS.value(theta, rows);
  }

  @Override
  public void prox(float[] z, RowRanges rows, float lambda) {
    ELEMENTS.prox(z, rows, (1 - mix) * lambda);
    GROUPS.prox(z, rows, mix * lambda);
  }

  @Override
  public void addSubgradient(float[] theta, float[] v, RowRanges rows, float lambda) {
    ELEMENTS.addSubgradient(theta, v, rows, (1 - mix) * lambda);
    GROUPS.addSubgradient(theta, v, rows, mix * lambda);
  }

  /** A weight is zero with its row, or before it. */
  @Override
  public void marks(float[] v, RowRanges rows, float[] marks) {
    ELEMENTS.marks(v, rows, marks);
    for (int r = 0; r < rows.count(); r++) {
      float row = rowMark(v, rows, r);
      for (int j = rows.ptr()[r]; j < rows.ptr()[r + 1]; j++) {
        marks[j] = Math.min(marks[j] / (1 - mix), row);
      }
    }
  }

  /**
   * The lambda from which on a row is zero, where |soft-threshold(v, (1 - mix) lambda)| = mix
   * lambda sqrt(columns): the left side falls and the right one rises, so halving finds it.
   */
  private float rowMark(float[] v, RowRanges rows, int r) {
    double unit = rows.penalty() * mix * Math.sqrt(rows.cols());
    double element = rows.penalty() * (1 - mix);
    double low = 0;
    double high = GroupPieces.norm(v, rows.ptr()[r], rows.ptr()[r + 1]) / unit;
    for (int i = 0; i < HALVINGS; i++) {
      double lambda = (low + high) / 2;
      double squares = 0;
      for (int j = rows.ptr()[r]; j < rows.ptr()[r + 1]; j++) {
        double left = Math.max(Math.abs(v[j]) - element * lambda, 0);
        squares += left * left;
      }
      if (Math.sqrt(squares) > unit * lambda) {
        low = lambda;
      } else {
        high = lambda;
      }
    }
    return (float) high;
  }

  @Override
  public double reach(Block block) {
    return 1 - mix + mix * Math.sqrt(block.cols());
  }

  @Override
  public boolean byGroups() {
    return true;
  }
}

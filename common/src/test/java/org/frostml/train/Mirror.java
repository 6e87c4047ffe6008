package org.frostml.train;

import org.frostml.optim.FeatureGroups;
import org.frostml.optim.Regularizer;
import org.frostml.optim.RowGroups;
import org.frostml.optim.SparseRowGroups;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;

/** prox_{lambda J} of a whole dual in double precision, as one would write it on paper. */
final class Mirror {
  private Mirror() {}

  static double[] prox(Regularizer regularizer, Layout layout, float[] v, double lambda) {
    double[] theta = new double[v.length];
    for (int j = 0; j < v.length; j++) {
      theta[j] = v[j];
    }
    for (Block block : layout.blocks()) {
      if (regularizer instanceof FeatureGroups && block.offset() == 0) {
        columns(theta, block, lambda * block.penalty() * Math.sqrt(block.rows()));
        continue;
      }
      double rows = share(regularizer);
      double each = lambda * block.penalty() * (1 - rows);
      double whole = lambda * block.penalty() * rows * Math.sqrt(block.cols());
      for (int r = block.offset(); r < block.end(); r += block.cols()) {
        double squares = 0;
        for (int j = r; j < r + block.cols(); j++) {
          theta[j] = Math.signum(theta[j]) * Math.max(Math.abs(theta[j]) - each, 0);
          squares += theta[j] * theta[j];
        }
        double norm = Math.sqrt(squares);
        for (int j = r; j < r + block.cols(); j++) {
          theta[j] *= norm > whole ? 1 - whole / norm : 0;
        }
      }
    }
    return theta;
  }

  private static void columns(double[] theta, Block block, double threshold) {
    for (int c = 0; c < block.cols(); c++) {
      double squares = 0;
      for (int j = c; j < block.size(); j += block.cols()) {
        squares += theta[j] * theta[j];
      }
      double norm = Math.sqrt(squares);
      for (int j = c; j < block.size(); j += block.cols()) {
        theta[j] *= norm > threshold ? 1 - threshold / norm : 0;
      }
    }
  }

  /** Of whole rows in J. */
  private static double share(Regularizer regularizer) {
    if (regularizer instanceof SparseRowGroups mixed) {
      return mixed.mix();
    }
    return regularizer instanceof RowGroups ? 1 : 0;
  }
}

package org.frostml.optim;

import java.io.Serializable;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * The mirror map lambda J + |theta|^2 / (2 delta): theta = prox_{delta lambda J}(delta v), which is
 * delta prox_{lambda J}(v), because J is positively homogeneous. Blocks without a penalty have J =
 * 0.
 *
 * @param delta > 0
 */
record MirrorMap(float delta, Regularizer regularizer) implements Serializable {
  MirrorMap {
    if (!(delta > 0 && delta < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("delta must be > 0: " + delta);
    }
  }

  /** A dual of theta0: theta0 / delta + an element of lambda dJ(theta0). */
  float[] dual(Layout layout, float[] theta0, float lambda) {
    float[] dual = new float[theta0.length];
    for (int j = 0; j < dual.length; j++) {
      dual[j] = theta0[j] / delta;
    }
    for (Block block : layout.blocks()) {
      if (block.isSparse()) {
        regularizer.addSubgradient(theta0, dual, RowRanges.of(block), lambda);
      }
    }
    return dual;
  }

  /** The same where theta is not zero on its support alone, and so is what it is a dual of. */
  void dual(Active active) {
    float[] theta = active.weights.values();
    for (int k = 0; k < theta.length; k++) {
      active.dual[k] = theta[k] / delta;
    }
    for (int b = 0; b < active.support().layout().blocks().size(); b++) {
      if (active.support().layout().blocks().get(b).isSparse()) {
        RowRanges rows = RowRanges.of(active.support(), b);
        regularizer.addSubgradient(theta, active.dual, rows, active.lambda);
      }
    }
  }

  /** Restores theta from its dual on all of the support. */
  void restore(Active active) {
    Support support = active.support();
    for (int b = 0; b < support.layout().blocks().size(); b++) {
      restore(active, b, support.from(b), support.from(b + 1));
    }
  }

  /** Restores theta on [from, to) of block b, which is all of it where J has groups. */
  void restore(Active active, int b, int from, int to) {
    float[] theta = active.weights.values();
    System.arraycopy(active.dual, from, theta, from, to - from);
    Block block = active.support().layout().blocks().get(b);
    if (block.isSparse()) {
      RowRanges rows =
          regularizer.byGroups()
              ? RowRanges.of(active.support(), b)
              : RowRanges.range(from, to, block.penalty());
      regularizer.prox(theta, rows, active.lambda);
    }
    if (delta != 1) {
      for (int k = from; k < to; k++) {
        theta[k] *= delta;
      }
    }
  }
}

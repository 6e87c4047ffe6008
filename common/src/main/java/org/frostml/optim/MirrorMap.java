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

  /** Marks every weight of a flat dual with the lambda from which on it is zero. */
  void marks(Layout layout, float[] dual, float[] marks) {
    for (Block block : layout.blocks()) {
      if (block.isSparse()) {
        regularizer.marks(dual, RowRanges.of(block), marks);
      }
    }
  }
}

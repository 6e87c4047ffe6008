package org.frostml.optim;

import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * The numbers an update rule carries from step to step.
 *
 * <p>theta is not zero on its support alone, and there it is kept, with its dual and momentum, in
 * the support's order. Off it only the dual is kept: the evidence from which weights are born.
 */
public final class OptimState {
  final float[] dual;
  final float[] scratch;
  Active active;

  /**
   * @param dual v, a float for every parameter, of which those on the support are not looked at;
   *     empty where everything is active
   */
  OptimState(Active active, float[] dual) {
    this.active = active;
    this.dual = dual;
    scratch = new float[dual.length];
  }

  /** The numbers on the support. */
  public Active active() {
    return active;
  }

  /** theta on its support. */
  public Weights weights() {
    return active.weights;
  }

  public Support support() {
    return active.support();
  }

  public Layout layout() {
    return support().layout();
  }

  /** theta everywhere. */
  public float[] theta() {
    return support().prolong(weights().values());
  }

  /** v everywhere. */
  public float[] dual() {
    float[] all = dual.length == 0 ? new float[layout().size()] : dual.clone();
    support().prolong(active.dual, all);
    return all;
  }

  public float lambda() {
    return active.lambda;
  }

  /**
   * Weights that are not zero at this moment; at most the support's, because a frozen weight may
   * pass through zero.
   */
  public int activeWeights() {
    return layout().countNonZero(theta());
  }

  /** Non-zero weights / weights. */
  public double density() {
    return (double) activeWeights() / layout().weights();
  }
}

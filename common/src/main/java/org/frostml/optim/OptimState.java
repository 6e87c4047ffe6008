package org.frostml.optim;

import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * The numbers an update rule carries from step to step.
 *
 * <p>theta is kept on its support, where alone it is not zero; the dual is kept everywhere, because
 * off the support it is the evidence from which weights are born.
 */
public final class OptimState {
  final float[] dual;
  final float[] momentum;
  Weights weights;
  float lambda;

  /**
   * @param dual v, a float for every parameter; empty for rules without one
   * @param momentum b, a float for every parameter, 0 off the support; empty for rules without one
   */
  OptimState(Weights weights, float[] dual, float[] momentum, float lambda) {
    this.weights = weights;
    this.dual = dual;
    this.momentum = momentum;
    this.lambda = lambda;
  }

  /** theta on its support. */
  public Weights weights() {
    return weights;
  }

  public Support support() {
    return weights.support();
  }

  public Layout layout() {
    return support().layout();
  }

  /** theta everywhere. */
  public float[] theta() {
    return support().prolong(weights.values());
  }

  /** v everywhere; empty for rules without a dual. */
  public float[] dual() {
    return dual;
  }

  public float lambda() {
    return lambda;
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

package org.frostml.optim;

import java.util.OptionalDouble;

/**
 * Linearized Bregman iterations (Bungert et al., JMLR 23, 2022) on two levels:
 *
 * <pre>
 *   v -= tau g;  theta = prox_{delta lambda J}(delta v)      with v0 = theta0 / delta + an element of lambda dJ(theta0)
 * </pre>
 *
 * <p>Momentum lives on the support; off it single gradients add up. With lambda = 0 this is {@link
 * Sgd} of step delta tau.
 *
 * @param delta of the mirror map lambda J + |theta|^2 / (2 delta); > 0
 * @param duals rounded only where the regularizer goes by single weights
 */
public record LinBreg(
    float delta,
    MomentumStep descent,
    Regularizer regularizer,
    DensityControl density,
    DualPrecision duals)
    implements Bregman {
  public LinBreg {
    new MirrorMap(delta, regularizer);
    if (duals.rounds() && regularizer.byGroups()) {
      throw new IllegalArgumentException(
          "rounded duals need a regularizer of single weights, l1: a group's box is another");
    }
  }

  /** With exact duals. */
  public LinBreg(
      float delta, MomentumStep descent, Regularizer regularizer, DensityControl density) {
    this(delta, descent, regularizer, density, DualPrecision.EXACT);
  }

  @Override
  public int momentsOff() {
    return 0;
  }

  @Override
  public OptimState state(Active active, Dual dual, float[][] moments) {
    return isSparse() ? new OptimState(active, dual, new float[0][]) : new OptimState(active);
  }

  @Override
  public void moveOff(OptimState state, float[] g, int at, float rate, long t, int from, int to) {
    float[] dual = ((FloatDual) state.dual).values();
    for (int j = from; j < to; j++) {
      dual[j] -= rate * g[at + j - from];
    }
  }

  /**
   * A full fine step is one of gradient descent for the mirror map, as long as that is one and
   * duals are not rounded.
   */
  @Override
  public OptionalDouble descentDelta() {
    return density.isConstant() && !duals.rounds()
        ? OptionalDouble.of(delta)
        : OptionalDouble.empty();
  }
}

package org.frostml.optim;

/**
 * Linearized Bregman iterations along Adam's direction (AdaBreg; Bungert et al., JMLR 23, 2022), on
 * two levels; see {@link AdamStep}. Moments of weights off the support advance only at the steps
 * that see them, and are never reset.
 *
 * @param delta of the mirror map lambda J + |theta|^2 / (2 delta); > 0
 * @param descent Adam's, with decoupled decay; a small epsilon keeps useless rows alive
 */
public record AdaBreg(
    float delta, AdamStep descent, Regularizer regularizer, DensityControl density)
    implements Bregman {
  public AdaBreg {
    new MirrorMap(delta, regularizer);
  }

  @Override
  public int momentsOff() {
    return descent.moments();
  }

  @Override
  public OptimState state(Active active, Dual dual, float[][] moments) {
    return isSparse() ? new OptimState(active, dual, moments) : new OptimState(active);
  }

  @Override
  public void moveOff(OptimState state, float[] g, int at, float rate, long t, int from, int to) {
    descent.move(((FloatDual) state.dual).values(), state.moments, g, at, rate, t, from, to);
  }
}

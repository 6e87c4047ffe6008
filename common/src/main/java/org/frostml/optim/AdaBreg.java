package org.frostml.optim;

/**
 * Linearized Bregman iterations along Adam's direction (AdaBreg; Bungert et al., JMLR 23, 2022), on
 * two levels; see {@link Adaption}. Moments of weights off the support advance only at the steps
 * that look at them, and are never reset.
 *
 * @param delta of the mirror map lambda J + |theta|^2 / (2 delta); > 0
 * @param beta1 of the mean of gradients, in [0, 1)
 * @param beta2 of the mean of their squares, in [0, 1)
 * @param epsilon > 0; a small one keeps useless rows alive
 * @param weightDecay mu, >= 0, decoupled
 */
public record AdaBreg(
    float delta,
    float beta1,
    float beta2,
    float epsilon,
    float weightDecay,
    Regularizer regularizer,
    DensityControl density)
    implements Bregman {
  public AdaBreg {
    new MirrorMap(delta, regularizer);
    new Adaption(beta1, beta2, epsilon, weightDecay);
  }

  private Adaption adaption() {
    return new Adaption(beta1, beta2, epsilon, weightDecay);
  }

  @Override
  public Direction direction() {
    return adaption();
  }

  @Override
  public OptimState state(Active active, float[] dual, float[][] moments) {
    return isSparse() ? new OptimState(active, dual, moments) : new OptimState(active);
  }

  @Override
  public void moveOff(OptimState state, float[] g, int at, float rate, long t, int from, int to) {
    adaption().move(state.dual, state.moments, g, at, rate, t, from, to);
  }
}

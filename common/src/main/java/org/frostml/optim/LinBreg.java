package org.frostml.optim;

import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * Linearized Bregman iterations (Bungert et al., JMLR 23, 2022) on two levels (Lunk, Scott,
 * Bungert, arXiv 2602.03535):
 *
 * <pre>
 *   v -= tau g;  theta = prox_{delta lambda J}(delta v)      with v0 = theta0 / delta + an element of lambda dJ(theta0)
 * </pre>
 *
 * A COARSE step does so on the support alone. A FINE step moves the dual everywhere, with momentum
 * and weight decay on the support only: off it single gradients, kept from cycle to cycle, are the
 * evidence for a birth. Then it asks for lambda and reads the new support off theta. With lambda =
 * 0 this is {@link Sgd} of step delta tau.
 *
 * @param delta of the mirror map lambda J + |theta|^2 / (2 delta); > 0
 * @param momentum beta, in [0, 1)
 * @param weightDecay mu, >= 0
 */
public record LinBreg(
    float delta, float momentum, float weightDecay, Regularizer regularizer, DensityControl density)
    implements Optimizer {
  public LinBreg {
    if (!(delta > 0 && delta < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("delta must be > 0: " + delta);
    }
    new Descent(momentum, weightDecay);
  }

  @Override
  public OptimState init(Layout layout, float[] theta0) {
    float lambda = density.initial();
    float[] dual = new float[theta0.length];
    for (int j = 0; j < dual.length; j++) {
      dual[j] = theta0[j] / delta;
    }
    for (Block block : layout.blocks()) {
      if (block.isWeight()) {
        regularizer.addSubgradient(theta0, dual, block.offset(), block.end(), lambda);
      }
    }
    float[] buffer = new Descent(momentum, weightDecay).buffer(theta0.length);
    Support support = isSparse() ? Support.of(layout, 0, theta0) : Support.full(layout, 0);
    return new OptimState(new Weights(support, support.restrict(theta0)), dual, buffer, lambda);
  }

  @Override
  public void step(OptimState state, Gradient mean, float rate) {
    Descent descent = new Descent(momentum, weightDecay);
    if (mean.level() == Level.COARSE) {
      descent.step(state.dual, state, mean.values(), rate);
      proxOnSupport(state);
    } else {
      descent.step(state.dual, state, state.support().restrict(mean.values()), rate);
      gatherEvidence(state, mean.values(), rate);
      state.lambda = density.lambda(state.layout(), state.dual);
      changeSupport(state);
    }
  }

  /** theta_S = prox(delta v_S). */
  private void proxOnSupport(OptimState state) {
    Support support = state.support();
    float[] theta = state.weights.values();
    for (int k = 0; k < theta.length; k++) {
      theta[k] = delta * state.dual[support.coordinate(k)];
    }
    for (int b = 0; b < state.layout().blocks().size(); b++) {
      if (state.layout().blocks().get(b).isWeight()) {
        regularizer.prox(theta, support.from(b), support.from(b + 1), delta * state.lambda);
      }
    }
  }

  /** v -= tau g off the support, the coordinates between the support's. */
  private static void gatherEvidence(OptimState state, float[] gradient, float rate) {
    Support support = state.support();
    int j = 0;
    for (int k = 0; k <= support.size(); k++, j++) {
      int next = k < support.size() ? support.coordinate(k) : gradient.length;
      for (; j < next; j++) {
        state.dual[j] -= rate * gradient[j];
      }
    }
  }

  /** theta = prox(delta v) everywhere; births and deaths. */
  private void changeSupport(OptimState state) {
    Layout layout = state.layout();
    float[] theta = new float[layout.size()];
    for (int j = 0; j < theta.length; j++) {
      theta[j] = delta * state.dual[j];
    }
    for (Block block : layout.blocks()) {
      if (block.isWeight()) {
        regularizer.prox(theta, block.offset(), block.end(), delta * state.lambda);
      }
    }
    if (isSparse()) {
      Support before = state.support();
      Support after = Support.of(layout, before.version() + 1, theta);
      state.weights = new Weights(after, after.restrict(theta));
      forgetTheDead(state, before, theta);
    } else {
      state.weights = new Weights(state.support(), theta);
    }
  }

  /** A weight that dies loses its momentum. */
  private void forgetTheDead(OptimState state, Support before, float[] theta) {
    if (momentum != 0) {
      for (int k = 0; k < before.size(); k++) {
        int j = before.coordinate(k);
        state.momentum[j] = theta[j] == 0 ? 0 : state.momentum[j];
      }
    }
  }

  @Override
  public boolean isSparse() {
    return !(regularizer instanceof Regularizer.None) && !density.keepsAll();
  }
}

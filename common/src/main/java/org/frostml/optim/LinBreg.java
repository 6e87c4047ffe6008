package org.frostml.optim;

import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
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

  private Descent descent() {
    return new Descent(momentum, weightDecay);
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
    Support support = isSparse() ? Support.of(layout, 0, theta0) : Support.full(layout, 0);
    Active active = room(support);
    support.restrict(theta0, active.weights.values());
    support.restrict(dual, active.dual);
    active.lambda = lambda;
    return new OptimState(active, isSparse() ? dual : new float[0]);
  }

  @Override
  public Active room(Support support) {
    return new Active(
        new Weights(support, new float[support.size()]),
        new float[support.size()],
        descent().buffer(support.size()),
        0);
  }

  @Override
  public void coarse(Active active, float[] mean, float rate) {
    descent().step(active, mean, rate, this::restore);
  }

  @Override
  public void mirror(Active active) {
    Support support = active.support();
    for (int b = 0; b < support.layout().blocks().size(); b++) {
      boolean weights = support.layout().blocks().get(b).isWeight();
      restore(active, support.from(b), support.from(b + 1), weights);
    }
  }

  /** theta = prox(delta v) on [from, to) of the support; unregularised where not weights. */
  private void restore(Active active, int from, int to, boolean weights) {
    float[] theta = active.weights.values();
    for (int k = from; k < to; k++) {
      theta[k] = delta * active.dual[k];
    }
    if (weights) {
      regularizer.prox(theta, from, to, delta * active.lambda);
    }
  }

  @Override
  public void fine(OptimState state, float[] mean, float rate) {
    if (!isSparse()) {
      coarse(state.active, mean, rate);
      return;
    }
    Active before = state.active;
    before.support().restrict(mean, state.scratch);
    descent().step(before, state.scratch, rate, (active, from, to, weights) -> {});
    float[] dual = state.dual;
    for (int j = 0; j < dual.length; j++) {
      dual[j] -= rate * mean[j];
    }
    before.support().prolong(before.dual, dual);
    changeSupport(state, density.lambda(state.layout(), dual));
  }

  /** theta = prox(delta v) everywhere; births and deaths. */
  private void changeSupport(OptimState state, float lambda) {
    Layout layout = state.layout();
    Active before = state.active;
    float[] theta = state.scratch;
    for (int j = 0; j < theta.length; j++) {
      theta[j] = delta * state.dual[j];
    }
    for (Block block : layout.blocks()) {
      if (block.isWeight()) {
        regularizer.prox(theta, block.offset(), block.end(), delta * lambda);
      }
    }
    Active after = room(Support.of(layout, before.support().version() + 1, theta));
    after.support().restrict(theta, after.weights.values());
    after.support().restrict(state.dual, after.dual);
    after.lambda = lambda;
    if (momentum != 0) {
      keepMomentum(before, after);
    }
    state.active = after;
  }

  /** A weight that stays keeps its momentum; one that dies loses it, one that is born has none. */
  private static void keepMomentum(Active before, Active after) {
    int i = 0;
    for (int k = 0; k < after.support().size(); k++) {
      int j = after.support().coordinate(k);
      while (i < before.support().size() && before.support().coordinate(i) < j) {
        i++;
      }
      if (i < before.support().size() && before.support().coordinate(i) == j) {
        after.momentum[k] = before.momentum[i];
      }
    }
  }

  @Override
  public boolean isSparse() {
    return !(regularizer instanceof Regularizer.None) && !density.keepsAll();
  }
}

package org.frostml.optim;

import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * Stochastic gradient descent on every weight, the dense baseline: theta -= b, b = beta b + (1 -
 * beta) tau (g + mu theta). Its momentum is damped as LinBreg's is, so that one learning rate means
 * the same to both. Its mirror map is |theta|^2 / 2, so that theta is its own dual.
 */
public record Sgd(float momentum, float weightDecay) implements Optimizer {
  public Sgd {
    new Descent(momentum, weightDecay);
  }

  @Override
  public OptimState init(Layout layout, float[] theta0) {
    Active active = room(Support.full(layout, 0));
    System.arraycopy(theta0, 0, active.dual, 0, theta0.length);
    return new OptimState(active, new float[0]);
  }

  @Override
  public Active room(Support support) {
    float[] theta = new float[support.size()];
    float[] buffer = new Descent(momentum, weightDecay).buffer(support.size());
    return new Active(new Weights(support, theta), theta, buffer, 0);
  }

  /** The support is full, so a place on it is a flat coordinate. */
  @Override
  public void fine(OptimState state, float[] mean, float rate) {
    coarse(state.active, mean, rate);
  }

  @Override
  public void coarse(Active active, float[] mean, float rate) {
    new Descent(momentum, weightDecay).step(active, mean, rate, (a, from, to, weights) -> {});
  }

  @Override
  public void mirror(Active active) {}

  @Override
  public boolean isSparse() {
    return false;
  }
}

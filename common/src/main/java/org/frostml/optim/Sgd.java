package org.frostml.optim;

import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * Stochastic gradient descent on every weight, the dense baseline: theta -= b, b = beta b + (1 -
 * beta) tau (g + mu theta). Its momentum is damped as LinBreg's is, so that one learning rate means
 * the same to both.
 */
public record Sgd(float momentum, float weightDecay) implements Optimizer {
  public Sgd {
    new Descent(momentum, weightDecay);
  }

  @Override
  public OptimState init(Layout layout, float[] theta0) {
    float[] buffer = new Descent(momentum, weightDecay).buffer(theta0.length);
    return new OptimState(
        new Weights(Support.full(layout, 0), theta0.clone()), new float[0], buffer, 0);
  }

  @Override
  public void step(OptimState state, Gradient mean, float rate) {
    if (mean.level() != Level.FINE) {
      throw new IllegalArgumentException(
          "Sgd trains every weight at every step and knows no COARSE one");
    }
    // The support is full, so a place in values is a flat coordinate.
    new Descent(momentum, weightDecay).step(state.weights.values(), state, mean.values(), rate);
  }

  @Override
  public boolean isSparse() {
    return false;
  }
}

package org.frostml.optim;

import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/** A rule that moves every weight at every step: a baseline. theta is its own dual. */
public sealed interface DenseOptimizer extends Optimizer permits Sgd, Adam {
  @Override
  default OptimState init(Layout layout, float[] theta0) {
    Active active = allocate(Support.full(layout, 0));
    System.arraycopy(theta0, 0, active.weights.values(), 0, theta0.length);
    return new OptimState(active);
  }

  @Override
  default void fine(OptimState state, Gradient mean, StepContext context) {
    coarse(state.active, mean.active(), context.rate());
  }

  @Override
  default void coarse(Active active, float[] mean, float rate) {
    descent().step(active, mean, rate);
  }

  @Override
  default boolean endsWithTheRun() {
    return false;
  }

  @Override
  default boolean isSparse() {
    return false;
  }
}

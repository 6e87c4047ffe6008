package org.frostml.optim;

import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;

/**
 * A baseline: gradient descent, with damped momentum, on a mask that does not come from a dual.
 * theta is its own dual, and off the mask nothing is kept. A FINE step may change the mask.
 */
public sealed interface Masked extends Optimizer permits RandomlyMasked, GradualPruning {
  @Override
  MomentumStep descent();

  /** Active weights / weights at the end. */
  double density();

  /** The mask to begin with, some of theta0's weights. */
  Support mask(Layout layout, float[] theta0);

  /** No mask but RigL's asks for gradients off it. */
  @Override
  default Level fineGradientLevel() {
    return Level.COARSE;
  }

  /** The mask after a fine step's gradient step. */
  Support next(OptimState state, Gradient mean, StepContext context);

  /** Weights are theta0's by 1 / sqrt(their block's density), which preserves the variance. */
  @Override
  default OptimState init(Layout layout, float[] theta0) {
    Active active = allocate(mask(layout, theta0));
    Support support = active.support();
    float[] theta = active.weights.values();
    support.restrict(theta0, theta);
    for (int b = 0; b < layout.blocks().size(); b++) {
      if (layout.blocks().get(b).isSparse()) {
        for (int k = support.from(b); k < support.from(b + 1); k++) {
          theta[k] = (float) (theta[k] / Math.sqrt(support.density(b)));
        }
      }
    }
    return new OptimState(active);
  }

  @Override
  default void coarse(Active active, float[] mean, float rate) {
    descent().step(active, mean, rate);
  }

  @Override
  default void fine(OptimState state, Gradient mean, StepContext context) {
    state.fineSteps++;
    Active before = state.active;
    coarse(before, mean.active(), context.rate());
    Support mask = next(state, mean, context);
    if (mask != before.support()) {
      Active after = allocate(mask);
      after.inherit(before);
      after.inheritTheta(before);
      state.active = after;
    }
  }

  @Override
  default boolean endsWithTheRun() {
    return true;
  }

  @Override
  default boolean isSparse() {
    return true;
  }

  @Override
  default double targetDensity() {
    return density();
  }
}

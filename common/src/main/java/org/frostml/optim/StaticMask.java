package org.frostml.optim;

import org.frostml.sparse.Gradient;
import org.frostml.sparse.Support;

/** A random mask that stays, the baseline of sparse training. */
public record StaticMask(MomentumStep descent, RandomMask start) implements RandomlyMasked {
  @Override
  public Support next(OptimState state, Gradient mean, StepContext context) {
    return state.support();
  }

  @Override
  public boolean endsWithTheRun() {
    return false;
  }
}

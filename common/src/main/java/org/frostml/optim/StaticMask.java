package org.frostml.optim;

import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;

/** A random mask that stays, the baseline of sparse training. */
public record StaticMask(MomentumStep descent, RandomMask start) implements Masked {
  @Override
  public double density() {
    return start.density();
  }

  @Override
  public Support mask(Layout layout, float[] theta0) {
    return start.on(layout);
  }

  @Override
  public Level fineGradientLevel() {
    return Level.COARSE;
  }

  @Override
  public Support next(OptimState state, Gradient mean, StepContext context) {
    return state.support();
  }

  @Override
  public boolean endsWithTheRun() {
    return false;
  }
}

package org.frostml.optim;

import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * Proximal stochastic gradient descent, a baseline: theta = prox_{tau lambda J}(theta - tau g). It
 * shrinks what it keeps at every step, and remembers nothing off the support, where single
 * gradients compete for a birth.
 */
public record ProxSgd(MomentumStep descent, Regularizer regularizer, DensityControl density)
    implements Regularized {
  /** A rate below this moves no weight, and by it marks would be no numbers. */
  private static final float STILL = 1e-30f;

  private MirrorMap map() {
    return new MirrorMap(1, regularizer);
  }

  @Override
  public OptimState init(Layout layout, float[] theta0) {
    regularizer.require(layout);
    Active active = allocate(isSparse() ? Support.of(layout, 0, theta0) : Support.full(layout, 0));
    active.support().restrict(theta0, active.weights.values());
    active.lambda = density.initial();
    return new OptimState(active);
  }

  @Override
  public void coarse(Active active, float[] mean, float rate) {
    descent.step(active, mean, rate);
    shrink(active, rate);
  }

  /** theta = prox_{tau lambda J}(theta) on the support. */
  private void shrink(Active active, float rate) {
    float lambda = active.lambda;
    active.lambda = rate * lambda;
    map().restore(active);
    active.lambda = lambda;
  }

  @Override
  public void fine(OptimState state, Gradient mean, StepContext context) {
    state.fineSteps++;
    Active before = state.active;
    if (!isSparse() || context.rate() < STILL) {
      coarse(before, mean.active(), context.rate());
      return;
    }
    descent.step(before, mean.active(), context.rate());
    float[] z = state.zeros();
    mean.seen(
        (from, to, g, at) -> {
          for (int j = from; j < to; j++) {
            z[j] = -context.rate() * g[at + j - from];
          }
        });
    before.support().prolong(before.weights.values(), z);
    float[] marks = state.scratch();
    for (Block block : state.layout().blocks()) {
      if (block.isSparse()) {
        regularizer.marks(z, RowRanges.of(block), marks);
      }
    }
    for (int j = 0; j < marks.length; j++) {
      marks[j] /= context.rate();
    }
    float lambda = density.lambda(state.layout(), Marks.of(state.layout(), marks), state, context);
    Active after =
        allocate(Support.above(state.layout(), before.support().version() + 1, marks, lambda));
    after.inherit(before);
    after.lambda = lambda;
    after.support().restrict(z, after.weights.values());
    shrink(after, context.rate());
    state.active = after;
  }
}

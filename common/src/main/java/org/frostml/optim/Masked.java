package org.frostml.optim;

import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * A baseline: gradient descent, with damped momentum, on a mask that does not come from a dual.
 * theta is its own dual, and off the mask nothing is kept. A FINE step may change the mask.
 */
public sealed interface Masked extends Optimizer permits Rigl, Evolution, StaticMask, Pruning {
  /** What its random streams begin with, so that no other of the seed's is the same. */
  long MASKS = 0x6d61736b;

  float momentum();

  float weightDecay();

  /** The mask to begin with, some of theta0's weights. */
  Support mask(Layout layout, float[] theta0);

  /** The mask after a fine step's gradient step. */
  Support next(OptimState state, Gradient mean, Clock clock);

  private Direction direction() {
    return new Descent(momentum(), weightDecay());
  }

  /** Weights are theta0's by 1 / sqrt(their block's density), which preserves the variance. */
  @Override
  default OptimState init(Layout layout, float[] theta0) {
    Active active = room(mask(layout, theta0));
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
  default OptimState state(Active active, float[] dual, float[][] moments) {
    return new OptimState(active);
  }

  @Override
  default Active room(Support support) {
    return Active.ofTheta(support, direction().moments());
  }

  @Override
  default void coarse(Active active, float[] mean, float rate) {
    direction().step(active, mean, rate);
  }

  @Override
  default void fine(OptimState state, Gradient mean, Clock clock) {
    state.fineSteps++;
    Active before = state.active;
    float[] active = new float[before.support().size()];
    mean.restrict(active);
    coarse(before, active, clock.rate());
    Support mask = next(state, mean, clock);
    if (mask != before.support()) {
      Active after = room(mask);
      after.inherit(before);
      after.inheritTheta(before);
      state.active = after;
    }
  }

  @Override
  default void mirror(Active active) {}

  @Override
  default boolean endsWithTheRun() {
    return !(this instanceof StaticMask);
  }

  @Override
  default boolean isSparse() {
    return true;
  }

  /** So many weights of every block, drawn evenly, with all that is not sparse. */
  static Support random(Layout layout, int[] counts, long seed) {
    float[] marks = new float[layout.size()];
    for (int b = 0; b < counts.length; b++) {
      Block block = layout.blocks().get(b);
      Rng rng = new Rng(MASKS, seed, b);
      int wanted = block.isSparse() ? counts[b] : 0;
      for (int j = block.offset(); wanted > 0; j++) {
        // With what is left to draw from, every set is as likely (Knuth, volume 2, algorithm S).
        if (rng.nextInt(block.end() - j) < wanted) {
          marks[j] = 1;
          wanted--;
        }
      }
    }
    return Support.above(layout, 0, marks, 0);
  }
}

package org.frostml.optim;

import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;

/**
 * A random mask that stays, the baseline of sparse training.
 *
 * @param momentum beta, in [0, 1)
 * @param weightDecay mu, >= 0
 * @param density active weights / weights, in (0, 1]
 * @param seed of the mask
 */
public record StaticMask(
    float momentum, float weightDecay, double density, Spread spread, long seed) implements Masked {
  public StaticMask {
    new Descent(momentum, weightDecay);
    DensityControl.requireDensity(density);
  }

  @Override
  public Support mask(Layout layout, float[] theta0) {
    return Masked.random(layout, spread.counts(layout, density), seed);
  }

  @Override
  public Level sight() {
    return Level.COARSE;
  }

  @Override
  public Support next(OptimState state, Gradient mean, Clock clock) {
    return state.support();
  }
}

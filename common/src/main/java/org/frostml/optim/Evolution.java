package org.frostml.optim;

import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;

/**
 * SET, "sparse evolutionary training" (Mocanu et al., Nature Communications 9, 2018), a baseline:
 * at fine steps the smallest weights go and random ones come. The share falls as {@link Rigl}'s
 * does.
 *
 * @param momentum beta, in [0, 1)
 * @param weightDecay mu, >= 0
 * @param density active weights / weights, in (0, 1]
 * @param drop the share of a layer's weights replaced at the first fine step, in (0, 1)
 * @param until share of the run after which the mask stays, in (0, 1]
 * @param seed of the masks
 */
public record Evolution(
    float momentum,
    float weightDecay,
    double density,
    Spread spread,
    double drop,
    double until,
    long seed)
    implements Masked {
  public Evolution {
    new Descent(momentum, weightDecay);
    DensityControl.requireDensity(density);
    new Turnover(drop, until);
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
    Support mask = state.support();
    return new Turnover(drop, until)
        .of(state, clock, (b, block, count, kept) -> grow(block, count, mask, b, kept));
  }

  /** Marks weights off the mask, each as likely. */
  private void grow(Block block, int count, Support mask, int b, float[] kept) {
    Rng rng = new Rng(MASKS, seed, b, mask.version() + 1);
    int k = mask.from(b);
    int candidates = block.size() - mask.count(b);
    int wanted = Math.min(count, candidates);
    for (int j = block.offset(); wanted > 0; j++) {
      if (k < mask.from(b + 1) && mask.coordinate(k) == j) {
        k++;
      } else if (rng.nextInt(candidates--) < wanted) {
        kept[j] = 1;
        wanted--;
      }
    }
  }
}

package org.frostml.optim;

import java.util.Arrays;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * RigL, "rigging the lottery" (Evci et al., arXiv 1911.11134), a baseline: at fine steps the
 * smallest weights go and those of the largest gradients come. Here a fine step moves the weights
 * too, because its gradient is there.
 *
 * @param momentum beta, in [0, 1)
 * @param weightDecay mu, >= 0
 * @param density active weights / weights, in (0, 1]
 * @param drop the share of a layer's weights replaced at the first fine step, in (0, 1)
 * @param until share of the run after which the mask stays, in (0, 1]
 * @param seed of the first mask
 */
public record Rigl(
    float momentum,
    float weightDecay,
    double density,
    Spread spread,
    double drop,
    double until,
    long seed)
    implements Masked {
  public Rigl {
    new Descent(momentum, weightDecay);
    DensityControl.requireDensity(density);
    new Turnover(drop, until);
  }

  @Override
  public Support mask(Layout layout, float[] theta0) {
    return Masked.random(layout, spread.counts(layout, density), seed);
  }

  @Override
  public Support next(OptimState state, Gradient mean, Clock clock) {
    float[] g = state.scratch();
    Arrays.fill(g, 0);
    mean.seen((from, to, at) -> System.arraycopy(mean.values(), at, g, from, to - from));
    Support mask = state.support();
    for (int k = 0; k < mask.size(); k++) {
      g[mask.coordinate(k)] = 0;
    }
    return new Turnover(drop, until)
        .of(state, clock, (b, block, count, kept) -> grow(block, count, g, mask, b, kept));
  }

  /** Marks those of the largest gradients off the mask; of equal ones the first. */
  private static void grow(Block block, int count, float[] g, Support mask, int b, float[] kept) {
    float bound = Selection.magnitude(g, block.offset(), block.end(), count);
    int grown = 0;
    for (int j = block.offset(); j < block.end(); j++) {
      if (Math.abs(g[j]) > bound) {
        kept[j] = 1;
        grown++;
      }
    }
    int k = mask.from(b);
    for (int j = block.offset(); j < block.end() && grown < count; j++) {
      boolean active = k < mask.from(b + 1) && mask.coordinate(k) == j;
      k += active ? 1 : 0;
      if (!active && Math.abs(g[j]) == bound) {
        kept[j] = 1;
        grown++;
      }
    }
  }
}

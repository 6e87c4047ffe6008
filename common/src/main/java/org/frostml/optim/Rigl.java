package org.frostml.optim;

import java.util.Arrays;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;

/**
 * RigL, "rigging the lottery" (Evci et al., arXiv 1911.11134), a baseline: at fine steps the
 * smallest weights go and those of the largest gradients come. Here a fine step moves the weights
 * too, because its gradient is there.
 *
 * @param start the first mask
 * @param update of the mask, at fine steps
 */
public record Rigl(MomentumStep descent, RandomMask start, DropAndGrow update)
    implements RandomlyMasked {
  @Override
  public Level fineGradientLevel() {
    return Level.FINE;
  }

  @Override
  public Support next(OptimState state, Gradient mean, StepContext context) {
    float[] g = state.scratch();
    Arrays.fill(g, 0);
    mean.seen((from, to, seen, at) -> System.arraycopy(seen, at, g, from, to - from));
    Support mask = state.support();
    for (int k = 0; k < mask.size(); k++) {
      g[mask.coordinate(k)] = 0;
    }
    return update.of(
        state, context, (b, block, count, kept) -> grow(block, count, g, mask, b, kept));
  }

  /** Marks those of the largest gradients off the mask; of equal ones the first. */
  private static void grow(Block block, int count, float[] g, Support mask, int b, float[] kept) {
    float bound = Selection.magnitude(g, block.offset(), block.end(), count);
    int grown = 0;
    for (int j = block.offset(); j < block.end() && grown < count; j++) {
      if (Layout.isAbove(Math.abs(g[j]), bound)) {
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

package org.frostml.optim;

import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Support;

/**
 * SET, "sparse evolutionary training" (Mocanu et al., Nature Communications 9, 2018), a baseline:
 * at fine steps the smallest weights go and random ones come. The share falls as {@link Rigl}'s
 * does.
 *
 * @param start the first mask
 * @param update of the mask, at fine steps
 */
public record SparseEvolutionaryTraining(MomentumStep descent, RandomMask start, DropAndGrow update)
    implements RandomlyMasked {
  @Override
  public Support next(OptimState state, Gradient mean, StepContext context) {
    Support mask = state.support();
    return update.of(state, context, (b, block, count, kept) -> grow(block, count, mask, b, kept));
  }

  /** Marks weights off the mask, each as likely. */
  private void grow(Block block, int count, Support mask, int b, float[] kept) {
    Rng rng = start.replacements(b, mask.version() + 1);
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

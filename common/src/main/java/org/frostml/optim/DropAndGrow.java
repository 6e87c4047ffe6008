package org.frostml.optim;

import java.io.Serializable;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * Drops the smallest weights of every layer and grows as many others, by a share that falls as a
 * cosine: drop (1 + cos(pi progress / until)) / 2 (Evci et al., arXiv 1911.11134).
 *
 * @param drop the first share, in (0, 1)
 * @param until share of the run at which it is 0, in (0, 1]
 */
public record DropAndGrow(double drop, double until) implements Serializable {
  public DropAndGrow {
    if (!(drop > 0 && drop < 1)) {
      throw new IllegalArgumentException("drop must be in (0, 1): " + drop);
    }
    if (!(until > 0 && until <= 1)) {
      throw new IllegalArgumentException("until must be in (0, 1]: " + until);
    }
  }

  /** Chooses weights to grow. */
  interface Growth {
    /**
     * Marks {@code count} weights of block b that are not marked yet.
     *
     * @param kept a mark for every parameter: 0, or 1 for those that stay
     */
    void grow(int b, Block block, int count, float[] kept);
  }

  /** The mask with some weights in place of others; new ones begin at 0. */
  Support of(OptimState state, StepContext context, Growth growth) {
    if (context.progress() >= until) {
      return state.support();
    }
    double share = drop * (1 + StrictMath.cos(Math.PI * context.progress() / until)) / 2;
    Support mask = state.support();
    float[] theta = state.weights().values();
    float[] marks = state.zeros();
    for (int b = 0; b < state.layout().blocks().size(); b++) {
      Block block = state.layout().blocks().get(b);
      if (block.isSparse()) {
        int active = mask.count(b);
        int count = Math.min((int) (share * active), block.size() - active);
        int kept = keepLargest(mask, b, theta, active - count, marks);
        growth.grow(b, block, active - kept, marks);
      }
    }
    return Support.above(state.layout(), mask.version() + 1, marks, 0);
  }

  /** Marks the largest weights of a block; of equal ones the first. */
  static int keepLargest(Support mask, int b, float[] theta, int count, float[] marks) {
    int from = mask.from(b);
    int to = mask.from(b + 1);
    float bound = Selection.magnitude(theta, from, to, count);
    int kept = 0;
    for (int k = from; k < to; k++) {
      if (Layout.isAbove(Math.abs(theta[k]), bound)) {
        marks[mask.coordinate(k)] = 1;
        kept++;
      }
    }
    for (int k = from; k < to && kept < count; k++) {
      if (Math.abs(theta[k]) == bound) {
        marks[mask.coordinate(k)] = 1;
        kept++;
      }
    }
    return kept;
  }
}

package org.frostml.train;

import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Level;

/**
 * What the gradient of a fine step is of.
 *
 * @param batches consecutive mini-batches; 0: all training examples, as the theorem asks (Lunk,
 *     Scott, Bungert, arXiv 2602.03535)
 * @param parts stripes of every block's rows, of which fine steps take one after the other; 1: all
 *     rows at every fine step
 */
public record FineGradient(int batches, int parts) {
  /** One mini-batch, every weight. */
  public static final FineGradient BATCH = new FineGradient(1, 1);

  public FineGradient {
    if (batches < 0) {
      throw new IllegalArgumentException("batches must be >= 0: " + batches);
    }
    if (parts < 1) {
      throw new IllegalArgumentException("parts must be >= 1: " + parts);
    }
  }

  /** Whether it is of all training examples and every weight. */
  public boolean isFull() {
    return batches == 0 && parts == 1;
  }

  /**
   * What the k-th fine step computes.
   *
   * @param sight the level that the update rule asks for
   */
  GradientScope scope(Level sight, long k) {
    return sight == Level.COARSE
        ? new GradientScope(0, 0, batches)
        : new GradientScope((int) (k % parts), parts, batches);
  }
}

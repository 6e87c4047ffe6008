package org.frostml.optim;

import java.io.Serializable;
import org.frostml.sparse.Block;
import org.frostml.sparse.Support;

/** How gradients move a variable, be it a dual or theta itself, on the support. */
public sealed interface GradientStep extends Serializable permits MomentumStep, AdamStep {
  /** Numbers moved at a time: what has just been moved is still in the first-level cache. */
  int PIECE = 1024;

  /** Arrays of moments that it keeps. */
  int moments();

  /** mu, of the decay of weights; biases have none. */
  float weightDecay();

  /**
   * Moves {@code active.dual} on [from, to).
   *
   * @param decay mu, or 0
   */
  void move(Active active, float[] gradient, float rate, float decay, int from, int to);

  /** What makes theta of the dual on [from, to) of block b. */
  interface Mirror {
    void restore(Active active, int b, int from, int to);
  }

  /**
   * One step: moves the dual and restores theta, piece by piece, so that both cost one pass over
   * memory.
   *
   * @param gradient on the support
   * @param whole whether the mirror needs blocks whole
   */
  default void step(Active active, float[] gradient, float rate, boolean whole, Mirror mirror) {
    active.steps++;
    Support support = active.support();
    for (int b = 0; b < support.layout().blocks().size(); b++) {
      Block block = support.layout().blocks().get(b);
      float decay = block.isWeight() ? weightDecay() : 0;
      int to = support.from(b + 1);
      int piece = whole ? Math.max(1, support.count(b)) : PIECE;
      for (int from = support.from(b); from < to; from += piece) {
        int end = Math.min(to, from + piece);
        move(active, gradient, rate, decay, from, end);
        mirror.restore(active, b, from, end);
      }
    }
  }

  /** A step of a variable that is theta itself. */
  default void step(Active active, float[] gradient, float rate) {
    step(active, gradient, rate, false, (a, b, from, to) -> {});
  }

  /** Fails unless mu is one. */
  static void requireDecay(float weightDecay) {
    if (!(weightDecay >= 0 && weightDecay < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weightDecay must be >= 0: " + weightDecay);
    }
  }
}

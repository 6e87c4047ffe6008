package org.frostml.optim;

import org.frostml.sparse.GradientRange;

/**
 * How a step moves v off the support.
 *
 * @param rule that moves floats
 * @param seen the gradient, by ranges of flat coordinates, ascending
 * @param rate the learning rate tau
 * @param t how many gradients these coordinates have had, this one included
 */
record Move(Bregman rule, Seen seen, float rate, long t) {
  /** A gradient by ranges. */
  interface Seen {
    void each(GradientRange range);
  }

  /** A step that moves nothing there. */
  static Move none(Bregman rule) {
    return new Move(rule, range -> {}, 0, 0);
  }

  /** Moves floats where they are. */
  void now(OptimState state) {
    seen.each(
        (from, to, g, at) ->
            state.share(
                to - from,
                (first, last) ->
                    rule.moveOff(state, g, at + first, rate, t, from + first, from + last)));
  }
}

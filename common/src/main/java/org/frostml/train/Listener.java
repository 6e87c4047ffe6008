package org.frostml.train;

import org.frostml.optim.OptimState;

/** Watches a run; never changes it. */
public interface Listener {
  /** After every step, or round of steps. */
  default void step(StepMetrics step, OptimState state) {}

  /** After the last step of every epoch, counted from 0. */
  default void epoch(int epoch, OptimState state) {}

  /**
   * When all of that has been heard, before the next step; a run may end here, and another go on
   * from here to the same bits.
   */
  default void pause(long next, OptimState state) {}
}

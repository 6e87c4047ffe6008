package org.frostml.train;

import org.frostml.optim.OptimState;

/** Watches a run; never changes it. */
public interface Listener {
  /** After every step, or round of steps. */
  default void step(StepMetrics step, OptimState state) {}

  /**
   * Behind every {@link #step}, a run may end here, and another go on from here to the same bits.
   */
  default void pause(Position at, OptimState state) {}

  /**
   * When an epoch, counted from 0, has ended; behind the pause, so that a run that goes on from
   * there begins with it.
   */
  default void epoch(int epoch, OptimState state) {}
}

package org.frostml.train;

import org.frostml.optim.OptimState;

/** Watches a run; never changes it. */
public interface Listener {
  /** After every step, or round of steps. */
  default void step(StepMetrics step, OptimState state) {}

  /**
   * After every {@link #step}, a run may end here, and another resume from here to the same bits.
   */
  default void pause(Position at, OptimState state) {}

  /**
   * When an epoch, counted from 0, has ended; after the pause, so that a run that resumes from
   * there begins with it.
   */
  default void epoch(int epoch, OptimState state) {}
}

package org.frostml.train;

import org.frostml.sparse.Level;

/**
 * One cycle is one fine step followed by m coarse ones.
 *
 * @param m coarse steps in a cycle; 0 makes every step fine
 * @param localSteps coarse steps that every shard takes apart before the shards' duals are
 *     averaged; 1 is exact
 */
public record FreezeSchedule(int m, int localSteps) {
  public FreezeSchedule {
    if (m < 0) {
      throw new IllegalArgumentException("m must be >= 0: " + m);
    }
    if (localSteps < 1 || localSteps > Math.max(1, m)) {
      throw new IllegalArgumentException(
          "localSteps must be in [1, m], because shards meet at fine steps: localSteps "
              + localSteps
              + ", m "
              + m);
    }
  }

  public Level level(long step) {
    return placeInCycle(step) == 0 ? Level.FINE : Level.COARSE;
  }

  /** Steps from {@code step} on that belong to one round. */
  public int round(long step) {
    int place = placeInCycle(step);
    return place == 0 ? 1 : Math.min(localSteps, m + 1 - place);
  }

  private int placeInCycle(long step) {
    return (int) (step % (m + 1L));
  }
}

package org.frostml.train;

import org.frostml.sparse.Level;

/**
 * One cycle is one fine step followed by m coarse ones.
 *
 * @param m coarse steps in a cycle; 0 makes every step fine
 */
public record FreezeSchedule(int m) {
  public FreezeSchedule {
    if (m < 0) {
      throw new IllegalArgumentException("m must be >= 0: " + m);
    }
  }

  public Level level(long step) {
    return step % (m + 1L) == 0 ? Level.FINE : Level.COARSE;
  }
}

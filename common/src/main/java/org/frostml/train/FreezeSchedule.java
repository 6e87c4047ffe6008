package org.frostml.train;

import org.frostml.sparse.Level;

/**
 * One cycle is one fine step followed by coarse ones, m of them in the end.
 *
 * @param m coarse steps in the longest cycle; 0 makes every step fine
 * @param localSteps coarse steps that every shard takes apart before the shards' duals are
 *     averaged, no more than m; 1 is exact
 * @param pace how cycles come to be that long
 * @param until share of the run after which no fine step is taken, so that births end, in (0, 1]
 * @param middle a middle step after so many steps of a cycle, and so on; 0 for none
 * @param near how far, in lambdas, from being born a weight may be to take part in middle steps
 */
public record FreezeSchedule(
    int m, int localSteps, CycleLength pace, double until, int middle, double near) {
  public FreezeSchedule {
    if (m < 0) {
      throw new IllegalArgumentException("m must be >= 0: " + m);
    }
    if (localSteps < 1) {
      throw new IllegalArgumentException("localSteps must be >= 1: " + localSteps);
    }
    // Shards meet at fine steps.
    localSteps = Math.min(localSteps, Math.max(1, m));
    if (!(until > 0 && until <= 1)) {
      throw new IllegalArgumentException("until must be in (0, 1]: " + until);
    }
    if (middle < 0) {
      throw new IllegalArgumentException("middle must be >= 0 steps: " + middle);
    }
    if (middle > m) {
      throw new IllegalArgumentException("middle must be at most m: " + middle + " > " + m);
    }
    if (!(near > 0 && near <= 1)) {
      throw new IllegalArgumentException("near must be in (0, 1]: " + near);
    }
  }

  /** Cycles of one length, to the end. */
  public FreezeSchedule(int m, int localSteps) {
    this(m, localSteps, new CycleLength.Periodic(), 1, 0, 1);
  }

  Level level(Position at) {
    if (at.next() == at.fine()) {
      return Level.FINE;
    }
    return hasMiddle(at) && place(at) % middle == 0 ? Level.MIDDLE : Level.COARSE;
  }

  /** Steps from here on that belong to one round. */
  int round(Position at) {
    if (level(at) != Level.COARSE) {
      return 1;
    }
    int left = (int) Math.min(localSteps, at.fine() - at.next());
    return hasMiddle(at) ? Math.min(left, middle - place(at) % middle) : left;
  }

  /** After the last fine step the support stays. */
  private boolean hasMiddle(Position at) {
    return middle > 0 && at.fine() != Long.MAX_VALUE;
  }

  /** Steps since the cycle's fine one. */
  private int place(Position at) {
    return (int) (at.m() + 1 - (at.fine() - at.next()));
  }

  /** Whether a fine step here, of a run of so many steps, may be the last. */
  boolean isLast(Position at, long end) {
    return at.next() + pace.longest(m, at.m(), (double) at.next() / end) + 1 >= until * end;
  }

  /** Whether levels depend on the run's length. */
  public boolean endsWithTheRun() {
    return until < 1 || middle > 0 || pace.endsWithTheRun();
  }

  /**
   * After the fine step taken here.
   *
   * @param churn births and deaths at that step, as a share of the support's weights
   */
  Position afterFine(Position at, long end, double churn) {
    Position next = at.afterFine(pace.next(m, at.m(), (double) at.next() / end, churn));
    return endsWithTheRun() && next.fine() >= until * end ? at.afterLast() : next;
  }
}

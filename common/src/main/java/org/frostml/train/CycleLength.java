package org.frostml.train;

/** How many coarse steps follow a fine one. */
public sealed interface CycleLength
    permits CycleLength.Periodic, CycleLength.Ramp, CycleLength.ByChurn {
  /**
   * Coarse steps of the cycle that begins.
   *
   * @param m the most that there may be
   * @param before those of the cycle that ended
   * @param progress share of the run that is over
   * @param churn births and deaths at the fine step, as a share of the support's weights
   */
  int next(int m, int before, double progress, double churn);

  /** The most that {@link #next} gives, whatever the churn. */
  default int longest(int m, int before, double progress) {
    return next(m, before, progress, 0);
  }

  /** Whether cycles depend on the run's length. */
  default boolean endsWithTheRun() {
    return false;
  }

  /** Always m. */
  record Periodic() implements CycleLength {
    @Override
    public int next(int m, int before, double progress, double churn) {
      return m;
    }
  }

  /**
   * From 0 to m over a share of the run, geometrically: while the support forms it may change
   * often.
   *
   * @param share in (0, 1]
   */
  record Ramp(double share) implements CycleLength {
    public Ramp {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException("ramp must be in (0, 1]: " + share);
      }
    }

    @Override
    public int next(int m, int before, double progress, double churn) {
      double part = Math.min(1, progress / share);
      return (int) (Math.round(StrictMath.pow(m + 1.0, part)) - 1);
    }

    @Override
    public boolean endsWithTheRun() {
      return true;
    }
  }

  /**
   * Cycles get twice as long where a fine step changes less than half of what it should, and half
   * as long where it changes more than twice that.
   *
   * @param shortest coarse steps of the shortest cycle; the longest has m
   * @param churn births and deaths that a fine step should find, as a share of the support
   */
  record ByChurn(int shortest, double churn) implements CycleLength {
    public ByChurn {
      if (shortest < 0) {
        throw new IllegalArgumentException("shortest must be >= 0: " + shortest);
      }
      if (!(churn > 0 && churn < 1)) {
        throw new IllegalArgumentException("churn must be in (0, 1): " + churn);
      }
    }

    @Override
    public int next(int m, int before, double progress, double found) {
      int wanted = before;
      if (found < churn / 2) {
        wanted = (int) Math.min(m, 2L * before + 1);
      } else if (found > churn * 2) {
        wanted = (before - 1) / 2;
      }
      return Math.min(m, Math.max(shortest, wanted));
    }
  }
}

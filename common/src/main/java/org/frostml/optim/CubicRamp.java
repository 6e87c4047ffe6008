package org.frostml.optim;

import java.io.Serializable;

/**
 * A factor that goes to 1 over a part of a run, quickly at first, as in gradual pruning (Zhu,
 * Gupta, arXiv 1710.01878): 1 + (start - 1) (1 - x)^3, where x goes from 0 to 1.
 *
 * @param start the factor until {@code from}; 1 for no ramp
 * @param from share of the run, in [0, 1]
 * @param until share of the run from which on the factor is 1; at least {@code from}
 */
public record CubicRamp(double start, double from, double until) implements Serializable {
  /** 1 throughout. */
  public static final CubicRamp NONE = new CubicRamp(1, 0, 0);

  public CubicRamp {
    if (!(start > 0 && start < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("start must be > 0: " + start);
    }
    if (!(from >= 0 && from <= 1)) {
      throw new IllegalArgumentException("from must be in [0, 1]: " + from);
    }
    if (!(until >= from && until <= 1)) {
      throw new IllegalArgumentException("until must be in [from, 1]: " + until);
    }
  }

  /** Whether the factor at a step depends on the run's length. */
  boolean endsWithTheRun() {
    return start != 1 && until > 0;
  }

  /** The factor at a fine step; 1 at the last, so that a run ends with what was asked for. */
  double at(StepContext context) {
    return context.last() ? 1 : at(context.progress());
  }

  /** The factor when this share of the run is over. */
  double at(double progress) {
    if (progress >= until) {
      return 1;
    }
    if (progress <= from) {
      return start;
    }
    double left = 1 - (progress - from) / (until - from);
    return 1 + (start - 1) * left * left * left;
  }
}

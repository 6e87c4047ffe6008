package org.frostml.train;

import org.frostml.nn.Measure;

/**
 * When a run has seen enough, and whose epoch's model is the run's, by a measure on examples that
 * were held out of training.
 *
 * <p>An epoch counts once its model is as sparse as it is to be. A denser one is not what was asked
 * for, however good, and what it loses on its way there is no reason to stop.
 *
 * @param patience counted epochs without improvement after which a run ends; 0: it never does
 * @param delta an improvement is better than the best epoch by more than this
 * @param keepBest whether the run's model is that of the best counted epoch, and not of the last
 * @param density the run's aim, of which a counted model is within 2 %; 1: every epoch counts
 * @param measure what epochs are compared by
 */
public record Stopping(
    int patience, double delta, boolean keepBest, double density, Measure measure) {
  private static final double TOLERANCE = 0.02;

  public Stopping {
    if (patience < 0) {
      throw new IllegalArgumentException("patience must be >= 0: " + patience);
    }
    boolean upToOne = measure.isHigherBetter();
    if (!(delta >= 0 && delta < (upToOne ? 1 : Double.POSITIVE_INFINITY))) {
      throw new IllegalArgumentException(
          "delta must be " + (upToOne ? "in [0, 1): " : ">= 0: ") + delta);
    }
    if (!(density > 0 && density <= 1)) {
      throw new IllegalArgumentException("density must be in (0, 1]: " + density);
    }
  }

  /** The same by another measure. */
  public Stopping by(Measure other) {
    return new Stopping(patience, delta, keepBest, density, other);
  }

  /** Whether it uses held-out examples. */
  public boolean needsValidation() {
    return patience > 0 || keepBest;
  }

  /** What is known before the first epoch. */
  public Best begin() {
    return new Best(this, 0, 0, 0);
  }

  /**
   * The best of the epochs so far.
   *
   * @param epoch counted from 1; 0 while none has counted
   * @param value of that epoch, as the rule's measure has it
   * @param since counted epochs since
   */
  public record Best(Stopping rule, int epoch, double value, int since) {
    /** With one more epoch, whose model is measured so on held-out examples. */
    public Best with(int epoch, double value, double density) {
      if (density > rule.density * (1 + TOLERANCE)) {
        return this;
      }
      Measure measure = rule.measure;
      return this.epoch == 0 || measure.worth(value) > measure.worth(this.value) + rule.delta
          ? new Best(rule, epoch, value, 0)
          : new Best(rule, this.epoch, this.value, since + 1);
    }

    /** Whether the run has seen enough. */
    public boolean isEnough() {
      return rule.patience > 0 && since >= rule.patience;
    }
  }
}

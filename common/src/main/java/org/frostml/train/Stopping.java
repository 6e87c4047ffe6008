package org.frostml.train;

/**
 * When a run has seen enough, and whose epoch's model is the run's, by the accuracy on examples
 * that were held out of training.
 *
 * <p>An epoch counts once its model is as sparse as it is to be. A denser one is not what was asked
 * for, however accurate, and what it loses on its way there is no reason to stop.
 *
 * @param patience counted epochs without improvement after which a run ends; 0: it never does
 * @param delta an accuracy is an improvement if it is greater than the best one + delta
 * @param keepBest whether the run's model is that of the best counted epoch, and not of the last
 * @param density the run's aim, of which a counted model is within 2 %; 1: every epoch counts
 */
public record Stopping(int patience, double delta, boolean keepBest, double density) {
  private static final double TOLERANCE = 0.02;

  public Stopping {
    if (patience < 0) {
      throw new IllegalArgumentException("patience must be >= 0: " + patience);
    }
    if (!(delta >= 0 && delta < 1)) {
      throw new IllegalArgumentException("delta must be in [0, 1): " + delta);
    }
    if (!(density > 0 && density <= 1)) {
      throw new IllegalArgumentException("density must be in (0, 1]: " + density);
    }
  }

  /** Whether it looks at held-out examples. */
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
   * @param accuracy of that epoch
   * @param since counted epochs since
   */
  public record Best(Stopping rule, int epoch, double accuracy, int since) {
    /** With one more epoch, whose model has this accuracy on held-out examples. */
    public Best with(int epoch, double accuracy, double density) {
      if (density > rule.density * (1 + TOLERANCE)) {
        return this;
      }
      return this.epoch == 0 || accuracy > this.accuracy + rule.delta
          ? new Best(rule, epoch, accuracy, 0)
          : new Best(rule, this.epoch, this.accuracy, since + 1);
    }

    /** Whether the run has seen enough. */
    public boolean isEnough() {
      return rule.patience > 0 && since >= rule.patience;
    }
  }
}

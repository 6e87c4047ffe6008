package org.frostml.optim;

/**
 * When in a run a fine step is taken.
 *
 * @param rate the learning rate tau
 * @param progress share of the run's steps that have been taken, in [0, 1)
 * @param last whether the support may not change again
 */
public record StepContext(float rate, double progress, boolean last) {
  /** At the beginning of a run. */
  public static StepContext of(float rate) {
    return new StepContext(rate, 0, false);
  }
}

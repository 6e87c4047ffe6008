package org.frostml.train;

import org.frostml.FrostException;

/** The loss is no longer a number. */
public final class DivergedException extends FrostException {
  public DivergedException(long step, int epoch, double loss, double rate) {
    super(
        "the run diverged at step "
            + step
            + " (epoch "
            + (epoch + 1)
            + "): loss "
            + loss
            + " at learning rate "
            + rate
            + "; lower learningRate.base or lengthen learningRate.warmUp");
  }
}

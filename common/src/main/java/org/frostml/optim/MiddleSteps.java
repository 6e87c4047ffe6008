package org.frostml.optim;

import org.frostml.sparse.Gradient;
import org.frostml.sparse.Weights;

/** Steps between the levels, of rules that know which weights are close to being born. */
public interface MiddleSteps {
  /**
   * theta on the support widened by the weights that are close to being born.
   *
   * @param near how far from it they may be, as a share of lambda
   */
  Weights near(OptimState state, double near);

  /**
   * Moves the support and the weights {@link #near} it, and lets the support change among them. It
   * does not count as a fine step, or stripes of rows would be taken out of turn.
   *
   * @param mean the gradient on the widened support
   */
  void middle(OptimState state, Gradient mean, StepContext context);
}

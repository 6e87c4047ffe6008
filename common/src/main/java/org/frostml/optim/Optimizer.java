package org.frostml.optim;

import java.io.Serializable;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;

/** An update rule: hyperparameters in the record, numbers in the state. */
public sealed interface Optimizer extends Serializable permits LinBreg, Sgd {
  /** The state at theta0, a float for every parameter. */
  OptimState init(Layout layout, float[] theta0);

  /**
   * One step along a mean gradient. A FINE one moves everything and may change the support; a
   * COARSE one moves the support alone.
   *
   * @param rate the learning rate tau
   */
  void step(OptimState state, Gradient mean, float rate);

  /** Whether the rule keeps a support, so that coarse steps make sense. */
  boolean isSparse();
}

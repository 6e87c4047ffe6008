package org.frostml.train;

import org.frostml.optim.Active;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;

/** Loss and gradient of the empirical risk on the mini-batches of steps, local or distributed. */
public interface Objective {
  /**
   * The gradient at theta: the sum over the examples that a step uses, shards added in order of
   * their index. Good until the next call.
   */
  Gradient gradient(Weights weights, GradientScope scope, long step);

  /**
   * Takes coarse steps on every shard apart, each on the shard's own parts of the mini-batches, and
   * leaves the mean of the shards' duals and momenta in {@code active}. With one shard this is
   * {@link #gradient} and {@link Optimizer#coarse} step by step.
   */
  Work round(Active active, Optimizer optimizer, Round round);
}

package org.frostml.train;

import org.frostml.sparse.Gradient;
import org.frostml.sparse.Level;
import org.frostml.sparse.Weights;

/**
 * Loss and gradient of the empirical risk at theta on the mini-batch of a step, local or
 * distributed.
 */
public interface Objective {
  /** The sum over the mini-batch's examples, shards added in order of their index. */
  Gradient gradient(Weights weights, Level level, long step);
}

package org.frostml.train;

import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;

/** Scores parameters on held-out examples, shards added in order of their index. */
public interface Evaluator {
  Score score(Weights weights);
}

package org.frostml.train;

import java.util.Optional;
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;

/** Scores parameters on held-out examples, shards added in order of their index. */
public interface Evaluator {
  Score score(Weights weights);

  /** The same score and, unless it can only score, what people read beside it. */
  default Evaluated evaluate(Weights weights) {
    return new Evaluated(score(weights), Optional.empty());
  }
}

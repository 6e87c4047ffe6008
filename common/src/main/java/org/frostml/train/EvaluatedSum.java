package org.frostml.train;

import java.util.Optional;
import org.frostml.sparse.Score;

/** The evaluations of shards, added in their order: the first one's takes in the others'. */
public final class EvaluatedSum {
  private Score score = Score.NONE;
  private Optional<Evaluation> evaluation = Optional.empty();
  private int shards;

  /** Takes the next shard's. */
  public void add(Evaluated shard) {
    score = score.plus(shard.score());
    if (shards++ == 0) {
      evaluation = shard.evaluation();
    } else {
      evaluation.ifPresent(all -> all.add(shard.evaluation().orElseThrow()));
    }
  }

  /** What they come to. */
  public Evaluated total() {
    return new Evaluated(score, evaluation);
  }
}

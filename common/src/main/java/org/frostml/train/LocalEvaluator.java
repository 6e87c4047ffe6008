package org.frostml.train;

import java.util.ArrayList;
import java.util.List;
import org.frostml.nn.Shard;
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;

/** The evaluator in this JVM; the same bits as on Spark. */
public record LocalEvaluator(LocalWorkers workers, List<Shard> shards) implements Evaluator {
  @Override
  public Score score(Weights weights) {
    List<Score> scores = new ArrayList<>();
    workers.inWaves(
        shards,
        (worker, shard) -> worker.score(shard, weights),
        (score, shard) -> scores.add(score));
    return scores.stream().reduce(Score.NONE, Score::plus);
  }

  @Override
  public Evaluated evaluate(Weights weights) {
    List<Evaluated> parts = new ArrayList<>();
    workers.inWaves(
        shards,
        (worker, shard) -> worker.evaluate(shard, weights),
        (part, shard) -> parts.add(part));
    return Evaluated.sum(parts.toArray(Evaluated[]::new));
  }
}

package org.frostml.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.frostml.nn.Shard;
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;

/** The evaluator in this JVM; the same bits as on Spark. */
public record LocalEvaluator(LocalWorkers workers, List<Shard> shards) implements Evaluator {
  @Override
  public Score score(Weights weights) {
    return each((worker, shard) -> worker.score(shard, weights)).stream()
        .reduce(Score.NONE, Score::plus);
  }

  @Override
  public Evaluated evaluate(Weights weights) {
    return Evaluated.sum(
        each((worker, shard) -> worker.evaluate(shard, weights)).toArray(new Evaluated[0]));
  }

  private <T> List<T> each(BiFunction<ShardWorker, Shard, T> work) {
    List<T> results = new ArrayList<>();
    workers.inWaves(shards, work, (result, shard) -> results.add(result));
    return results;
  }
}

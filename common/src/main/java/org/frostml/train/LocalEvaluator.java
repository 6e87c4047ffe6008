package org.frostml.train;

import java.util.List;
import java.util.function.BiFunction;
import org.frostml.nn.Shard;
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;

/** The evaluator in this JVM; the same bits as on Spark. */
public record LocalEvaluator(LocalWorkers workers, List<Shard> shards) implements Evaluator {
  @Override
  public Score score(Weights weights) {
    return sum((worker, shard) -> Evaluated.of(worker.score(shard, weights))).score();
  }

  @Override
  public Evaluated evaluate(Weights weights) {
    return sum((worker, shard) -> worker.evaluate(shard, weights));
  }

  private Evaluated sum(BiFunction<ShardWorker, Shard, Evaluated> work) {
    EvaluatedSum sum = new EvaluatedSum();
    workers.inWaves(shards, work, (result, shard) -> sum.add(result));
    return sum.total();
  }
}

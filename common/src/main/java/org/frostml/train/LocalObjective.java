package org.frostml.train;

import java.util.List;
import org.frostml.nn.Shard;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Level;
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;

/**
 * The objective and the evaluator in this JVM, on one thread, shard after shard; the same bits as
 * on Spark.
 */
public record LocalObjective(Worker worker, MiniBatches batches, List<Shard> shards)
    implements Objective {
  @Override
  public Gradient gradient(Weights weights, Level level, long step) {
    OrderedSum sum = new OrderedSum(shards.size());
    for (Shard shard : shards) {
      sum.add(shard.index(), worker.gradient(shard, batches, weights, level, step));
    }
    return sum.total();
  }

  /** An evaluator on held-out shards. */
  public static Evaluator evaluator(Worker worker, List<Shard> heldOut) {
    return weights ->
        heldOut.stream().map(shard -> worker.score(shard, weights)).reduce(Score.NONE, Score::plus);
  }
}

package org.frostml.job;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.nn.Shard;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Evaluator;

/** The evaluator over an RDD of held-out shards, one job a score. */
record SparkEvaluator(JavaRDD<Shard> shards, Run run) implements Evaluator {
  @Override
  public Score score(Weights weights) {
    shards.context().setJobDescription("evaluation");
    Score[] parts = new Score[shards.getNumPartitions()];
    try (Values values =
        Values.send(JavaSparkContext.fromSparkContext(shards.context()), weights.values())) {
      new ScoreJob(run, weights.support(), values)
          .run(shards, Score.class, (shard, score) -> parts[shard] = score);
    }
    Score total = Score.NONE;
    for (Score part : parts) {
      total = total.plus(part);
    }
    return total;
  }

  /** A shard's score; the support travels with the task, it is used only once. */
  static final class ScoreJob extends ShardJob<Score> {
    private final Run run;
    private final Support support;
    private final Values values;

    ScoreJob(Run run, Support support, Values values) {
      this.run = run;
      this.support = support;
      this.values = values;
    }

    @Override
    Score on(Shard shard) {
      return run.work(worker -> worker.score(shard, new Weights(support, values.get())));
    }
  }
}

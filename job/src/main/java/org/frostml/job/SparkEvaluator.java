package org.frostml.job;

import java.nio.ByteBuffer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.nn.Shard;
import org.frostml.sparse.Message;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Evaluator;
import org.frostml.train.Worker;

/** The evaluator over an RDD of held-out shards, one job a score. */
record SparkEvaluator(JavaSparkContext spark, JavaRDD<Shard> shards, Run run) implements Evaluator {
  @Override
  public Score score(Weights weights) {
    spark.sc().setJobDescription("evaluation");
    Score[] parts = new Score[shards.getNumPartitions()];
    try (SharedSupport support = SharedSupport.send(spark, run, weights.support());
        Values values = Values.send(spark, weights.values())) {
      new ScoreJob(support, values)
          .run(shards, (shard, score) -> parts[shard] = Score.read(Message.read(score)));
    }
    Score total = Score.NONE;
    for (Score part : parts) {
      total = total.plus(part);
    }
    return total;
  }

  /** A shard's score. */
  static final class ScoreJob extends ShardJob {
    ScoreJob(SharedSupport support, Values values) {
      super(support, values);
    }

    @Override
    byte[] on(Shard shard, Worker worker, Support support, Values values) {
      float[] theta = new float[support.size()];
      Message.read(values.get(), theta);
      ByteBuffer score = Message.of(Score.BYTES);
      worker.score(shard, new Weights(support, theta)).write(score);
      return score.array();
    }
  }
}

package org.frostml.job.spark;

import java.nio.ByteBuffer;
import org.apache.spark.api.java.JavaRDD;
import org.frostml.nn.Shard;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Evaluation;
import org.frostml.train.Evaluator;
import org.frostml.train.ShardWorker;

/** The evaluator over an RDD of held-out shards, one job a score. */
public record SparkEvaluator(SharedRun run, JavaRDD<Shard> shards) implements Evaluator {
  @Override
  public Score score(Weights weights) {
    run.spark().sc().setJobDescription("evaluation");
    Score[] parts = new Score[shards.getNumPartitions()];
    try (SharedSupport support = SharedSupport.send(run, weights.support());
        Values values = Values.send(run, weights.values())) {
      new ScoreJob(support, values)
          .run(
              shards,
              Score.BYTES,
              (shard, part) ->
                  part.into(score -> parts[shard] = score, in -> parts[shard] = Score.read(in)));
    }
    Score total = Score.NONE;
    for (Score part : parts) {
      total = total.plus(part);
    }
    return total;
  }

  /**
   * What people look at, of the predictions for all shards, added up in their order.
   *
   * @param outputs of the network
   */
  public Evaluation evaluate(Weights weights, int outputs) {
    run.spark().sc().setJobDescription("evaluation in full");
    Evaluation[] parts = new Evaluation[shards.getNumPartitions()];
    try (SharedSupport support = SharedSupport.send(run, weights.support());
        Values values = Values.send(run, weights.values())) {
      new EvaluateJob(support, values)
          .run(
              shards,
              Evaluation.mostBytes(outputs),
              (shard, part) ->
                  part.into(
                      evaluation -> parts[shard] = evaluation,
                      in -> parts[shard] = Evaluation.read(in)));
    }
    for (int shard = 1; shard < parts.length; shard++) {
      parts[0].add(parts[shard]);
    }
    return parts[0];
  }

  /** A shard's part of an evaluation. */
  static final class EvaluateJob extends ShardJob<Evaluation> {
    EvaluateJob(SharedSupport support, Values values) {
      super(support, values);
    }

    @Override
    Evaluation on(Shard shard, ShardWorker worker, Support support, Values values) {
      return worker.evaluate(shard, values.on(support));
    }

    @Override
    int bytes(Evaluation result) {
      return result.bytes();
    }

    @Override
    void write(Evaluation result, ByteBuffer out) {
      result.write(out);
    }
  }

  /** A shard's score. */
  static final class ScoreJob extends ShardJob<Score> {
    ScoreJob(SharedSupport support, Values values) {
      super(support, values);
    }

    @Override
    Score on(Shard shard, ShardWorker worker, Support support, Values values) {
      return worker.score(shard, values.on(support));
    }

    @Override
    int bytes(Score result) {
      return Score.BYTES;
    }

    @Override
    void write(Score result, ByteBuffer out) {
      result.write(out);
    }
  }
}

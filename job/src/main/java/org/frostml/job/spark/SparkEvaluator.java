package org.frostml.job.spark;

import java.nio.ByteBuffer;
import org.apache.spark.api.java.JavaRDD;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Evaluated;
import org.frostml.train.EvaluatedSum;
import org.frostml.train.Evaluation;
import org.frostml.train.Evaluator;
import org.frostml.train.InOrder;
import org.frostml.train.ShardWorker;

/** The evaluator over an RDD of held-out shards, one job each time. */
public record SparkEvaluator(SharedRun run, JavaRDD<Shard> shards) implements Evaluator {
  @Override
  public Score score(Weights weights) {
    return evaluate(weights, false, Score.BYTES).score();
  }

  @Override
  public Evaluated evaluate(Weights weights) {
    Network network = run.network();
    return evaluate(
        weights, true, Score.BYTES + Evaluation.mostBytes(network.loss(), network.outputs()));
  }

  private Evaluated evaluate(Weights weights, boolean inFull, long bytes) {
    run.spark().sc().setJobDescription("evaluation");
    EvaluatedSum sum = new EvaluatedSum();
    InOrder<Part<Evaluated>> order =
        new InOrder<>(
            shards.getNumPartitions(),
            part -> part.into(sum::add, in -> sum.add(Evaluated.read(in))));
    try (SharedSupport support = SharedSupport.send(run, weights.support());
        Values values = Values.send(run, weights)) {
      new EvaluateJob(support, values, inFull).run(shards, bytes, order::add);
    }
    order.requireAll();
    return sum.total();
  }

  /** A shard's part of an evaluation. */
  static final class EvaluateJob extends ShardJob<Evaluated> {
    private final boolean inFull;

    /**
     * @param inFull whether more than the score is asked for
     */
    EvaluateJob(SharedSupport support, Values values, boolean inFull) {
      super(support, values);
      this.inFull = inFull;
    }

    @Override
    Evaluated on(Shard shard, ShardWorker worker, Support support, Values values) {
      Weights weights = values.on(support);
      return inFull ? worker.evaluate(shard, weights) : Evaluated.of(worker.score(shard, weights));
    }

    @Override
    int bytes(Evaluated result) {
      return result.bytes();
    }

    @Override
    void write(Evaluated result, ByteBuffer out) {
      result.write(out);
    }
  }
}

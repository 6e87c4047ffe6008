package org.frostml.job.spark;

import java.nio.ByteBuffer;
import org.apache.spark.api.java.JavaRDD;
import org.frostml.nn.MomentSums;
import org.frostml.nn.Shard;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.InOrder;
import org.frostml.train.ShardWorker;

/**
 * What a network is told of a sample of an RDD of shards, one job each time; shards are added in
 * order.
 *
 * @param sample examples of each shard at most, drawn, always the same
 */
public record SparkMoments(SharedRun run, JavaRDD<Shard> shards, int sample) {
  /** The sums for these weights. */
  public MomentSums of(Weights weights) {
    run.spark().sc().setJobDescription("a look at examples");
    MomentSums sum = MomentSums.none(run.network());
    InOrder<Part<MomentSums>> order =
        new InOrder<>(
            shards.getNumPartitions(),
            part -> part.into(sum::add, in -> sum.add(MomentSums.read(in, run.network()))));
    try (SharedSupport support = SharedSupport.send(run, weights.support());
        Values values = Values.send(run, weights)) {
      new MomentsJob(support, values, sample).run(shards, sum.bytes(), order::add);
    }
    order.requireAll();
    return sum;
  }

  /** A shard's part. */
  static final class MomentsJob extends ShardJob<MomentSums> {
    private final int sample;

    MomentsJob(SharedSupport support, Values values, int sample) {
      super(support, values);
      this.sample = sample;
    }

    @Override
    MomentSums on(Shard shard, ShardWorker worker, Support support, Values values) {
      return worker.moments(shard, values.on(support), sample);
    }

    @Override
    int bytes(MomentSums result) {
      return result.bytes();
    }

    @Override
    void write(MomentSums result, ByteBuffer out) {
      result.write(out);
    }
  }
}

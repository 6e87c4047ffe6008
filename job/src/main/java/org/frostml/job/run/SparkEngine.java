package org.frostml.job.run;

import java.io.IOException;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.config.TrainConfig;
import org.frostml.job.data.Shards;
import org.frostml.job.spark.ExecutorRoom;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SharedRun;
import org.frostml.job.spark.SparkEvaluator;
import org.frostml.job.spark.SparkMoments;
import org.frostml.job.spark.SparkObjective;
import org.frostml.nn.MomentSums;
import org.frostml.nn.Network;
import org.frostml.run.Engine;
import org.frostml.run.Preparation;
import org.frostml.sparse.Weights;
import org.frostml.train.Evaluator;
import org.frostml.train.Exchange;
import org.frostml.train.Objective;

/** A run over shards that the executors keep, one job per step or round. */
public final class SparkEngine implements Engine {
  private final SharedRun run;
  private final Network network;
  private final int sample;
  private final SparkData data;
  private final SparkData.Kept kept;
  private final SparkObjective objective;

  public SparkEngine(
      JavaSparkContext spark, SparkData data, TrainConfig config, Preparation prepared)
      throws IOException {
    network = prepared.network();
    ExecutorRoom.require(spark, network, prepared.data().inputs(), config.shards());
    sample = config.sample();
    this.data = data;
    kept = data.take(config, prepared);
    try {
      run = SharedRun.open(spark, Run.of(prepared.network(), prepared.kernels()));
    } catch (RuntimeException e) {
      data.give(kept);
      throw e;
    }
    Shards shards = kept.shards();
    objective =
        new SparkObjective(
            run,
            shards.train(),
            shards.isSparse() && network.takesSparse(),
            prepared.batches(),
            config.exchange(),
            config.sums(),
            config.epochs());
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public Objective objective() {
    return objective;
  }

  @Override
  public MomentSums moments(Weights weights) {
    return new SparkMoments(run, kept.shards().train(), sample).of(weights);
  }

  @Override
  public Evaluator training() {
    return new SparkEvaluator(run, kept.shards().train());
  }

  @Override
  public Optional<Evaluator> test() {
    return kept.shards().test().map(shards -> new SparkEvaluator(run, shards));
  }

  @Override
  public Optional<Evaluator> validation() {
    return kept.shards().validation().map(shards -> new SparkEvaluator(run, shards));
  }

  /** Between its jobs a driver has nothing else to do, but for other runs of a sweep. */
  @Override
  public int threads() {
    return run.cores();
  }

  @Override
  public Exchange exchange() {
    return objective.exchange();
  }

  @Override
  public void close() {
    try (run) {
      objective.close();
    } finally {
      data.give(kept);
    }
  }
}

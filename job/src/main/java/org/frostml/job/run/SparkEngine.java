package org.frostml.job.run;

import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.config.TrainConfig;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SharedRun;
import org.frostml.job.spark.SparkEvaluator;
import org.frostml.job.spark.SparkObjective;
import org.frostml.run.Engine;
import org.frostml.run.Preparation;
import org.frostml.train.Evaluator;
import org.frostml.train.Exchange;
import org.frostml.train.Objective;

/** A run over shards that the executors keep, one job per step or round. */
public final class SparkEngine implements Engine {
  private final SharedRun run;
  private final SparkData data;
  private final SparkData.Parts parts;
  private final SparkObjective objective;

  public SparkEngine(
      JavaSparkContext spark, SparkData data, TrainConfig config, Preparation prepared) {
    this.data = data;
    parts = data.take(config, prepared);
    run = SharedRun.open(spark, Run.of(prepared.network(), prepared.kernels()));
    objective = new SparkObjective(run, parts.train(), prepared.batches(), config.epochs());
  }

  @Override
  public Objective objective() {
    return objective;
  }

  @Override
  public Evaluator training() {
    return new SparkEvaluator(run, parts.train());
  }

  @Override
  public Evaluator test() {
    return new SparkEvaluator(run, parts.test());
  }

  @Override
  public Optional<Evaluator> validation() {
    return parts.validation().map(shards -> new SparkEvaluator(run, shards));
  }

  @Override
  public Exchange exchange() {
    return objective.exchange();
  }

  @Override
  public void close() {
    objective.close();
    run.close();
    data.give(parts);
  }
}

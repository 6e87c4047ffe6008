package org.frostml.job.run;

import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.config.TrainConfig;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SparkEvaluator;
import org.frostml.job.spark.SparkObjective;
import org.frostml.run.Engine;
import org.frostml.run.Preparation;
import org.frostml.train.Evaluator;
import org.frostml.train.Exchange;
import org.frostml.train.Objective;

/** A run over shards that the executors keep, a job a step or a round. */
public final class SparkEngine implements Engine {
  private final JavaSparkContext spark;
  private final Run run;
  private final SparkData data;
  private final SparkData.Parts parts;
  private final SparkObjective objective;

  public SparkEngine(
      JavaSparkContext spark, SparkData data, TrainConfig config, Preparation prepared) {
    this.spark = spark;
    this.data = data;
    run = Run.of(prepared.network(), prepared.kernels());
    parts = data.take(config, prepared);
    objective = new SparkObjective(spark, parts.train(), run, prepared.batches(), config.epochs());
  }

  @Override
  public Objective objective() {
    return objective;
  }

  @Override
  public Evaluator training() {
    return new SparkEvaluator(spark, parts.train(), run);
  }

  @Override
  public Evaluator test() {
    return new SparkEvaluator(spark, parts.test(), run);
  }

  @Override
  public Optional<Evaluator> validation() {
    return parts.validation().map(shards -> new SparkEvaluator(spark, shards, run));
  }

  @Override
  public Exchange exchange() {
    return objective.exchange();
  }

  @Override
  public void close() {
    objective.close();
    data.give(parts);
  }
}

package org.frostml.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.data.Parts;
import org.frostml.data.Sharding;
import org.frostml.kernel.Kernels;
import org.frostml.nn.MomentSums;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.sparse.Weights;
import org.frostml.train.Evaluator;
import org.frostml.train.Exchange;
import org.frostml.train.LocalEvaluator;
import org.frostml.train.LocalObjective;
import org.frostml.train.LocalWorkers;
import org.frostml.train.Objective;

/**
 * A run in this JVM, on examples that it shares with others. What it would ship were it on a
 * cluster is counted all the same.
 */
public final class LocalEngine implements Engine {
  private final Network network;
  private final LocalWorkers workers;
  private final int sample;
  private final int threads;
  private final LocalObjective local;
  private final CountingObjective objective;
  private final List<Shard> train;
  private final List<Shard> test;
  private final Optional<List<Shard>> validation;

  /**
   * @param parts the examples that {@code prepared} knows of, in memory
   * @param threads that work on as many shards at once
   */
  public LocalEngine(TrainConfig config, Preparation prepared, Parts parts, int threads) {
    network = prepared.network();
    sample = config.sample();
    this.threads = threads;
    train = shards(parts.train(), config, prepared);
    test = shards(parts.test(), config, prepared);
    validation = parts.validation().map(examples -> shards(examples, config, prepared));
    int count = Math.min(threads, config.shards());
    workers = new LocalWorkers(network, Kernels.named(prepared.kernels()), count);
    local = new LocalObjective(network, workers, prepared.batches(), config.exchange(), train);
    objective = new CountingObjective(local, config.exchange().active(), config.shards());
  }

  private static List<Shard> shards(Examples examples, TrainConfig config, Preparation prepared) {
    Sharding sharding = Sharding.of(examples, config.seed(), config.shards());
    return IntStream.range(0, sharding.shards())
        .mapToObj(s -> sharding.view(examples, s, prepared.data().scaling()))
        .toList();
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
    return local.moments(weights, sample);
  }

  @Override
  public Evaluator training() {
    return new LocalEvaluator(workers, train);
  }

  @Override
  public Optional<Evaluator> test() {
    return Optional.of(new LocalEvaluator(workers, test));
  }

  @Override
  public Optional<Evaluator> validation() {
    return validation.map(shards -> new LocalEvaluator(workers, shards));
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public Exchange exchange() {
    return objective.exchange();
  }

  @Override
  public void close() {
    local.close();
  }
}

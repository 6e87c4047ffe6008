package org.frostml.bench;

import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.data.Facts;
import org.frostml.job.data.Shards;
import org.frostml.job.data.Streamed;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SharedRun;
import org.frostml.job.spark.SparkObjective;
import org.frostml.kernel.Team;
import org.frostml.nn.Network;
import org.frostml.optim.OptimState;
import org.frostml.train.Exchange;
import org.frostml.train.Listener;
import org.frostml.train.MiniBatches;
import org.frostml.train.Position;

/** Steps of a run over a cluster, timed, and the bytes that they sent, counted twice. */
final class TrafficRun implements Listener {
  private final JavaSparkContext spark;
  private final int period;
  private final int periods;
  private final List<Double> seconds = new ArrayList<>();
  private Exchange exchange;
  private Set<String> hosts;
  private long steps;
  private long begun;
  private long counted;
  private long sent;
  private long worked;

  /**
   * @param period steps that are timed together: a cycle
   * @param periods that are timed, after one that warms up
   */
  private TrafficRun(JavaSparkContext spark, int period, int periods) {
    this.spark = spark;
    this.period = period;
    this.periods = periods;
  }

  /**
   * What was measured.
   *
   * @param seconds of a mean step, of every period, ascending
   * @param counted bytes a step, by Frost's own count
   * @param sent bytes a step, by the kernels of all machines
   * @param driver seconds a step of the driver's cores
   */
  record Result(List<Double> seconds, double counted, double sent, double driver) {
    double median() {
      return Bench.median(seconds.stream().mapToDouble(s -> s).toArray());
    }
  }

  static Result of(JavaSparkContext spark, Map<String, Object> settings, int period, int periods)
      throws IOException {
    TrainConfig config = Configs.bind(List.of(ConfigFactory.parseMap(settings)));
    Streamed source = new Streamed();
    Facts data = source.facts(config);
    Shards shards = source.shards(spark, config, data);
    shards.load(spark);
    Network network = config.network(data.in(), data.labels());
    MiniBatches batches =
        new MiniBatches(config.seed(), config.batchSize(), config.shards(), data.trained());
    OptimState state =
        config.optimizer().init(network.layout(), config.init().theta(network, config.seed()));
    TrafficRun run = new TrafficRun(spark, period, periods);
    try (Team team = new Team(Runtime.getRuntime().availableProcessors());
        SharedRun shared = SharedRun.open(spark, Run.of(network));
        SparkObjective objective =
            new SparkObjective(
                shared,
                shards.train(),
                false,
                batches,
                config.exchange(),
                config.sums(),
                config.epochs())) {
      state.share(team);
      run.exchange = objective.exchange();
      config
          .trainer(objective, batches.stepsPerEpoch())
          .run(state, Position.START, config.epochs(), run);
      throw new IllegalStateException("the run ended after " + run.steps + " steps");
    } catch (Enough done) {
      return run.result();
    } finally {
      shards.forget();
    }
  }

  @Override
  public void pause(Position at, OptimState state) {
    steps = at.next();
    if (steps % period != 0) {
      return;
    }
    long now = System.nanoTime();
    if (steps > period) {
      seconds.add((now - begun) * 1e-9 / period);
    }
    if (steps == period) {
      sent = sent();
      counted = exchange.bytes();
      worked = cpu();
    } else if (seconds.size() == periods) {
      worked = cpu() - worked;
      sent = sent() - sent;
      counted = exchange.bytes() - counted;
      throw new Enough();
    }
    begun = System.nanoTime();
  }

  private long sent() {
    Map<String, Long> sent = WireCounters.sent(spark);
    if (hosts != null && !hosts.equals(sent.keySet())) {
      throw new FrostException(
          "the machines have changed, from " + hosts + " to " + sent.keySet() + ": measure again");
    }
    hosts = sent.keySet();
    return sent.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Nanoseconds that this process has worked. */
  private static long cpu() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private Result result() {
    double timed = (double) period * periods;
    return new Result(
        seconds.stream().sorted().toList(), counted / timed, sent / timed, worked * 1e-9 / timed);
  }
}

package org.frostml.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.job.SparkStart;
import org.frostml.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a step costs on the cluster of --master, whose links are what is measured. */
@Command(
    name = "traffic",
    description =
        "Time steps of a run on the cluster of --master, dense and sparse, and count what they"
            + " send, by Frost and by the machines' kernels: docs/scaling.md.",
    mixinStandardHelpOptions = true)
final class TrafficCommand implements Callable<Integer> {
  private static final int M = 19;

  @Spec private CommandSpec spec;

  @Option(
      names = "--hidden",
      paramLabel = "WIDTH",
      split = ",",
      defaultValue = "1000,1000,1000",
      description = "Of the network's hidden layers; by default ${DEFAULT-VALUE}.")
  private List<Integer> hidden;

  @Option(
      names = "--batch",
      paramLabel = "EXAMPLES",
      defaultValue = "256",
      description = "A step's, of all shards; by default ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--shards",
      paramLabel = "COUNT",
      split = ",",
      defaultValue = "4",
      description = "By default ${DEFAULT-VALUE}; several are measured one after the other.")
  private List<Integer> shards;

  @Option(
      names = "--sums",
      paramLabel = "PLACE",
      split = ",",
      defaultValue = "driver",
      description = "exchange.sums: driver, executors or auto; by default ${DEFAULT-VALUE}.")
  private List<String> sums;

  @Option(
      names = "--methods",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "dense,exact,rounds,rounded",
      description = "Of dense, exact, rounds, rounded; by default all.")
  private List<String> methods;

  @Option(
      names = "--samples",
      paramLabel = "COUNT",
      defaultValue = "5",
      description =
          "Cycles of which the median counts, or of dense steps; by default ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--link",
      paramLabel = "RATE",
      defaultValue = "10",
      description = "Gbit/s of the links, which --sums auto goes by; by default ${DEFAULT-VALUE}.")
  private double link;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "traffic.json",
      description = "Where the numbers go; by default ${DEFAULT-VALUE} here.")
  private Path out;

  /** A way to train, and the steps of a cycle. */
  private record Method(String title, int cycle, Map<String, Object> settings) {}

  private static Map<String, Method> all() {
    Map<String, Object> dense =
        Map.of("optimizer.name", "sgd", "network.rho", 1, "network.gain", 1, "freeze.m", 0);
    Map<String, Object> sparse = Map.of("optimizer.name", "linbreg", "freeze.m", M);
    Map<String, Method> all = new LinkedHashMap<>();
    all.put("dense", new Method("dense SGD", 1, with(dense, "freeze.localSteps", 1)));
    all.put("exact", new Method("5 %, m = 19, H = 1", M + 1, with(sparse, "freeze.localSteps", 1)));
    Map<String, Object> rounds = with(sparse, "freeze.localSteps", M);
    all.put("rounds", new Method("5 %, m = H = 19", M + 1, rounds));
    all.put(
        "rounded",
        new Method(
            "5 %, m = H = 19, int8, bfloat16",
            M + 1, with(with(rounds, "exchange.fine", "int8"), "exchange.active", "bfloat16")));
    return all;
  }

  private static Map<String, Object> with(Map<String, Object> settings, String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(settings);
    more.put(key, value);
    return more;
  }

  @Override
  public Integer call() throws IOException {
    BenchReport report = new BenchReport(spec.commandLine().getOut(), out);
    List<Method> chosen = new ArrayList<>();
    for (String name : methods) {
      if (!all().containsKey(name)) {
        throw new FrostException("--methods: " + name + " is none of " + all().keySet());
      }
      chosen.add(all().get(name));
    }
    try (JavaSparkContext spark = SparkStart.context("frost bench traffic")) {
      report.show(table(spark, chosen));
    }
    report.write(Kernels.chosen(), command());
    return 0;
  }

  private BenchTable table(JavaSparkContext spark, List<Method> chosen) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (int count : shards) {
      for (String place : sums) {
        double first = Double.NaN;
        for (Method method : chosen) {
          TrafficRun.Result result = measured(spark, method, count, place);
          first = Double.isNaN(first) ? result.median() : first;
          rows.add(row(method, count, place, result, first));
        }
      }
    }
    String shape = "784-" + String.join("-", hidden.stream().map(String::valueOf).toList()) + "-10";
    return new BenchTable(
        "traffic",
        "Steps on a cluster of links of " + rate(),
        shape
            + ", "
            + batch
            + " examples a step, "
            + spark.defaultParallelism()
            + " slots. Medians of "
            + samples
            + " cycles, or of dense steps, after one that warms up. Sent: by the kernels of all"
            + " machines; counted: of Frost's messages.",
        List.of(
            "shards",
            "sums",
            "method",
            "s per step",
            "least - most",
            "times faster",
            "driver's CPU, s per step",
            "counted, KB a step",
            "sent, KB a step",
            "sent / counted"),
        rows);
  }

  private TrafficRun.Result measured(JavaSparkContext spark, Method method, int count, String place)
      throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>(method.settings());
    int steps = method.cycle() * (samples + 2);
    settings.put("network.hidden", hidden);
    settings.put("batchSize", batch);
    settings.put("shards", count);
    settings.put("data.train", batch * method.cycle());
    settings.put("data.test", count);
    settings.put("epochs", steps);
    settings.put("density.target", 0.05);
    settings.put("exchange.sums", place);
    settings.put("exchange.link", link);
    return TrafficRun.of(spark, settings, method.cycle(), samples);
  }

  private static List<String> row(
      Method method, int shards, String place, TrafficRun.Result result, double first) {
    List<Double> all = result.seconds();
    return List.of(
        Integer.toString(shards),
        place,
        method.title(),
        Bench.number(result.median(), 4),
        Bench.number(all.get(0), 4) + " - " + Bench.number(all.get(all.size() - 1), 4),
        Bench.number(first / result.median(), 1),
        Bench.number(result.driver(), 4),
        Bench.number(result.counted() / 1e3, 0),
        Bench.number(result.sent() / 1e3, 0),
        Bench.number(result.sent() / result.counted(), 2));
  }

  private String rate() {
    return BigDecimal.valueOf(link).stripTrailingZeros().toPlainString() + " Gbit/s";
  }

  private String command() {
    return RepeatedCommand.of(
        spec,
        "submit-scripts/cluster run submit-scripts/frost --master URL"
            + given("--driver-memory", "spark.driver.memory")
            + given("--executor-memory", "spark.executor.memory")
            + " bench traffic");
  }

  /** An option of spark-submit's, where it was given. */
  private static String given(String option, String key) {
    String value = new SparkConf().get(key, "");
    return value.isEmpty() ? "" : " " + option + " " + value;
  }
}

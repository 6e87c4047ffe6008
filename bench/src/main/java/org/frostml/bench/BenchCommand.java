package org.frostml.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.job.SparkStart;
import org.frostml.job.spark.Run;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Times Frost against its own dense baseline, the machine's peak and Spark MLlib. */
@Command(
    name = "frost bench",
    description =
        "Time kernels, steps, rounds and whole epochs, sparse against dense and Spark MLlib.",
    subcommands = {
      FoldsCommand.class,
      VectorsCommand.class,
      ScoringCommand.class,
      PairsCommand.class,
      TrafficCommand.class,
      ConvolutionsCommand.class,
      NetworksCommand.class
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "Under a minute: kernels, steps and rounds only.")
  private boolean quick;

  @Option(
      names = "--model",
      description =
          "The constants of the cost model, its check, and its forecast: docs/scaling.md.")
  private boolean model;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "A folder with MNIST, for seconds to 97 %%; without it, epochs on digits only.")
  private String data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "bench.json",
      description = "Where the numbers go; by default ${DEFAULT-VALUE} here.")
  private Path out;

  @Option(
      names = "--render",
      paramLabel = "DIR",
      description = "Time nothing: render DIR's JSON files into ./docs.")
  private Path render;

  @Override
  public Integer call() throws IOException {
    if (render != null) {
      List<Bench> benches = Bench.read(render);
      Path performance = Path.of("docs", "performance.md");
      Files.writeString(performance, BenchPage.performance(Files.readString(performance), benches));
      Path scaling = Path.of("docs", "scaling.md");
      Files.writeString(scaling, BenchPage.scaling(Files.readString(scaling), benches));
      Path convolutions = Path.of("docs", "convolutions.md");
      Files.writeString(
          convolutions, BenchPage.convolutions(Files.readString(convolutions), benches));
      Path comparison = Path.of("docs", "comparison.md");
      Files.writeString(comparison, BenchPage.comparison(Files.readString(comparison), benches));
      return 0;
    }
    if (data != null && (quick || model)) {
      throw new ParameterException(
          spec.commandLine(), "--data is of neither --quick nor --model, which train nothing");
    }
    BenchReport report = new BenchReport(spec.commandLine().getOut(), out);
    Map<String, String> summary = report.summary();
    Network small = Network.mlp(784, List.of(300, 100), 10);
    Network large = Network.mlp(784, List.of(1000, 1000, 1000), 10);
    Kernels kernels = Kernels.named(Run.of(small).kernels());
    BenchTimer timer = quick ? new BenchTimer(5, 0.02, 3) : new BenchTimer(9, 0.1, 15);
    BenchTimer jobs = quick ? new BenchTimer(5, 0.02, 6) : new BenchTimer(9, 0.2, 40);
    List<Double> densities = quick ? List.of(0.05) : List.of(0.01, 0.02, 0.05, 0.1, 0.2);
    if (model) {
      try (JavaSparkContext spark = SparkStart.context("frost bench")) {
        new BenchModel(new BenchTimer(9, 0.2, 30), spark).run(large).forEach(report::show);
      }
      report.write(kernels, command());
      return 0;
    }
    report.show(
        new BenchKernels(timer)
            .run(kernels, quick ? densities : List.of(0.01, 0.05, 0.2), summary));
    report.show(steps(timer, kernels, large, densities, summary));
    report.show(steps(timer, kernels, small, densities, summary));
    try (JavaSparkContext spark = SparkStart.context(SparkStart.conf(true), "frost bench")) {
      BenchSpark rounds = new BenchSpark(jobs, kernels, spark);
      report.show(rounds.run(small, summary));
      report.show(rounds.run(large, summary));
      report.show(rounds.bytes(List.of(small, large), summary));
      if (!quick) {
        runs(spark, report);
      }
    }
    report.write(kernels, command());
    return 0;
  }

  private static BenchTable steps(
      BenchTimer timer,
      Kernels kernels,
      Network network,
      List<Double> densities,
      Map<String, String> summary) {
    return new BenchSteps(timer, kernels, 128)
        .run("steps", Bench.shape(network), network, densities, summary);
  }

  private void runs(JavaSparkContext spark, BenchReport report) throws IOException {
    Map<String, String> summary = report.summary();
    try (BenchRuns digits = new BenchRuns(spark, Map.of("data.train", 10_000, "data.test", 100))) {
      report.show(new BenchEpochs(digits, 5).run(List.of(300, 100), summary));
      report.show(new BenchEpochs(digits, 5).run(List.of(1000, 1000, 1000), summary));
    }
    if (data != null) {
      Map<String, Object> mnist = new LinkedHashMap<>();
      mnist.put("data.format", "idx");
      mnist.put("data.path", data);
      try (BenchRuns runs = new BenchRuns(spark, mnist)) {
        report.show(new BenchAccuracy(runs, 5, 0.97).run(summary));
      }
    }
  }

  /** How to repeat it. */
  private String command() {
    return "submit-scripts/frost --master local[2] --driver-memory 4g bench"
        + (quick ? " --quick" : "")
        + (model ? " --model" : "")
        + (data == null ? "" : " --data MNIST");
  }
}

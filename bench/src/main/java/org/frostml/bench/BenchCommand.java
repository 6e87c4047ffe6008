package org.frostml.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.io.Json;
import org.frostml.job.SparkStart;
import org.frostml.job.run.Versions;
import org.frostml.job.spark.Run;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times Frost against its own dense baseline, the machine's peak and Spark MLlib. */
@Command(
    name = "frost bench",
    description =
        "Time kernels, steps, rounds and whole epochs, sparse against dense and Spark MLlib.",
    subcommands = PairsCommand.class,
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
      description = "Where the numbers go; by default bench.json here.")
  private Path out;

  @Option(
      names = "--render",
      paramLabel = "DIR",
      description = "Time nothing: render DIR's JSON files into ./docs.")
  private Path render;

  private final Map<String, String> summary = new LinkedHashMap<>();
  private final List<BenchTable> tables = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    if (render != null) {
      List<Bench> benches = Bench.read(render);
      Path performance = Path.of("docs", "performance.md");
      Files.writeString(performance, BenchPage.performance(Files.readString(performance), benches));
      Path scaling = Path.of("docs", "scaling.md");
      Files.writeString(scaling, BenchPage.scaling(Files.readString(scaling), benches));
      return 0;
    }
    if (!Files.isDirectory(out.toAbsolutePath().getParent())) {
      // Before minutes of work, not after them.
      throw new FrostException(out + ": its folder does not exist: make it, or name another --out");
    }
    Network small = Network.mlp(784, List.of(300, 100), 10);
    Network large = Network.mlp(784, List.of(1000, 1000, 1000), 10);
    Kernels kernels = Kernels.named(Run.of(small).kernels());
    BenchTimer timer = quick ? new BenchTimer(5, 0.02, 3) : new BenchTimer(9, 0.1, 15);
    BenchTimer jobs = quick ? new BenchTimer(5, 0.02, 6) : new BenchTimer(9, 0.2, 40);
    List<Double> densities = quick ? List.of(0.05) : List.of(0.01, 0.02, 0.05, 0.1, 0.2);
    if (model) {
      try (JavaSparkContext spark = SparkStart.context("frost bench")) {
        new BenchModel(new BenchTimer(9, 0.2, 30), spark).run(large).forEach(this::show);
      }
      write(kernels);
      return 0;
    }
    show(
        new BenchKernels(timer)
            .run(kernels, quick ? densities : List.of(0.01, 0.05, 0.2), summary));
    show(new BenchSteps(timer, kernels).run(large, densities, summary));
    show(new BenchSteps(timer, kernels).run(small, densities, summary));
    // MLlib's classes are not registered.
    SparkConf conf = new SparkConf().set("spark.kryo.registrationRequired", "false");
    try (JavaSparkContext spark = SparkStart.context(conf, "frost bench")) {
      BenchSpark rounds = new BenchSpark(jobs, kernels, spark);
      show(rounds.run(small, summary));
      show(rounds.run(large, summary));
      show(rounds.bytes(List.of(small, large), summary));
      if (!quick) {
        runs(spark);
      }
    }
    write(kernels);
    return 0;
  }

  private void runs(JavaSparkContext spark) throws IOException {
    try (BenchRuns digits = new BenchRuns(spark, Map.of("data.train", 10_000, "data.test", 100))) {
      show(new BenchEpochs(digits, 5).run(List.of(300, 100), summary));
      show(new BenchEpochs(digits, 5).run(List.of(1000, 1000, 1000), summary));
    }
    if (data != null) {
      Map<String, Object> mnist = new LinkedHashMap<>();
      mnist.put("data.format", "idx");
      mnist.put("data.path", data);
      try (BenchRuns runs = new BenchRuns(spark, mnist)) {
        show(new BenchAccuracy(runs, 5, 0.97).run(summary));
      }
    }
  }

  private void show(BenchTable table) {
    tables.add(table);
    PrintWriter console = spec.commandLine().getOut();
    console.print(table.text());
    console.flush();
  }

  private void write(Kernels kernels) throws IOException {
    Bench bench =
        new Bench(
            Versions.frost(),
            Versions.spark(),
            Versions.java(),
            Bench.thisMachine(),
            kernels.name(),
            "submit-scripts/frost --master local[2] --driver-memory 4g bench"
                + (quick ? " --quick" : "")
                + (model ? " --model" : "")
                + (data == null ? "" : " --data MNIST"),
            summary,
            tables);
    Files.write(out, Json.file(bench).getBytes(StandardCharsets.UTF_8));
    spec.commandLine().getOut().printf(Locale.ROOT, "%nnumbers   %s%n", out);
    spec.commandLine().getOut().flush();
  }
}

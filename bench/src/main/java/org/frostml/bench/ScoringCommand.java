package org.frostml.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.job.SparkStart;
import org.frostml.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Rows per second that models score of a table, Frost's beside MLlib's. */
@Command(
    name = "scoring",
    description =
        "Rows per second that a model's transform scores of a table of 784 features: Frost's"
            + " 784-300-100-10 at 5 %% beside MLlib's MLP of the same layers.",
    mixinStandardHelpOptions = true)
final class ScoringCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Rows of the table; by default ${DEFAULT-VALUE}.")
  private int rows;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Runs in turn after one to warm up; by default ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "scoring.json",
      description = "Where the numbers go; by default ${DEFAULT-VALUE} here.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    BenchReport report = new BenchReport(spec.commandLine().getOut(), out);
    try (JavaSparkContext spark =
        SparkStart.context(SparkStart.conf(true), "frost bench scoring")) {
      report.show(new Scoring(rows, rounds).run(spark, report.summary()));
    }
    report.write(
        Kernels.chosen(),
        RepeatedCommand.of(
            spec, "submit-scripts/frost --master local[2] --driver-memory 4g bench scoring"));
    return 0;
  }
}

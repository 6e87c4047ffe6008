package org.frostml.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.data.IdxExamples;
import org.frostml.job.SparkStart;
import org.frostml.job.files.Hadoop;
import org.frostml.job.spark.SqlSession;
import org.frostml.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** MNIST as Parquet of vectors through FrostClassifier, beside IDX files and beside MLlib. */
@Command(
    name = "vectors",
    description =
        "MNIST as Parquet of vectors through FrostClassifier: accuracy beside the run on IDX"
            + " files, and seconds to an accuracy beside MLlib's MLP.",
    mixinStandardHelpOptions = true)
final class VectorsCommand implements Callable<Integer> {
  private static final int CLASSES = 10;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The folder with MNIST's four files.")
  private String data;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      defaultValue = "conf/mnist-mlp.conf",
      description = "The settings; by default ${DEFAULT-VALUE}.")
  private String conf;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Of the accuracies: 0 to N - 1; by default ${DEFAULT-VALUE}, and with 0 there are none.")
  private int seeds;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "24",
      description = "Of the accuracies; by default ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--enough",
      paramLabel = "SHARE",
      defaultValue = "0.97",
      description = "The test accuracy that seconds are counted to; by default ${DEFAULT-VALUE}.")
  private double enough;

  @Option(
      names = "--cap",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description =
          "MLlib begins no further fit after so many seconds of them; by default ${DEFAULT-VALUE}.")
  private double cap;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "vectors.json",
      description = "Where the numbers go; by default ${DEFAULT-VALUE} here.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    BenchReport report = new BenchReport(spec.commandLine().getOut(), out);
    Path folder = Files.createTempDirectory("frost-bench");
    try (JavaSparkContext spark =
        SparkStart.context(SparkStart.conf(true), "frost bench vectors")) {
      SparkSession session = SqlSession.of(spark);
      Dataset<Row> train =
          VectorTable.parquet(
              session,
              IdxExamples.train(Hadoop.folder(data), CLASSES),
              folder.resolve("train.parquet"));
      Dataset<Row> test =
          VectorTable.parquet(
              session,
              IdxExamples.test(Hadoop.folder(data), CLASSES),
              folder.resolve("test.parquet"));
      if (seeds > 0) {
        IdxRun idx = new IdxRun(spark, conf, data);
        report.show(
            new VectorAccuracy(train, test, idx, folder).run(seeds, epochs, report.summary()));
      }
      report.show(new VectorSeconds(train, test, enough, cap).run(report.summary()));
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
    report.write(
        Kernels.chosen(),
        RepeatedCommand.of(
            spec, "submit-scripts/frost --master local[2] --driver-memory 4g bench vectors"));
    return 0;
  }
}

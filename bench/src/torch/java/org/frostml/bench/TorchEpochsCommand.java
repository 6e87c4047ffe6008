package org.frostml.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.job.SparkStart;
import org.frostml.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Epochs of CIFAR-10 on Spark beside libtorch's dense ones. */
@Command(
    name = "epochs",
    description =
        "Time epochs of CIFAR-10 on Spark, of the settings in conf/cifar-NAME.conf, in turn with"
            + " dense SGD by libtorch over as many examples.",
    mixinStandardHelpOptions = true)
final class TorchEpochsCommand implements Callable<Integer> {
  @Mixin private ConvolutionOptions options;

  @Option(
      names = "--data",
      paramLabel = "CIFAR",
      required = true,
      description = "A folder with CIFAR-10's six binary batches.")
  private String data;

  @Option(
      names = "--networks",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "resnet20,resnet18",
      description = "Those with a conf/cifar-NAME.conf; by default ${DEFAULT-VALUE}.")
  private List<String> networks;

  @Option(
      names = "--density",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = "Of the sparse ones; by default ${DEFAULT-VALUE}.")
  private double density;

  @Option(
      names = "--share",
      paramLabel = "SHARE",
      defaultValue = "1",
      description =
          "Of an epoch that a sample is at least, in whole cycles; by default ${DEFAULT-VALUE}.")
  private double share;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Of libtorch; Frost has those of Spark's master. By default ${DEFAULT-VALUE}.")
  private int threads;

  @Override
  public Integer call() throws IOException {
    BenchReport report = options.report();
    Kernels kernels = options.kernels();
    TorchMaps.threads(threads);
    try (JavaSparkContext spark = SparkStart.context("frost bench epochs")) {
      TorchEpochs bench =
          new TorchEpochs(spark, data, kernels, density, share, threads, options.samples());
      for (int batch : options.batches()) {
        for (String name : networks) {
          report.show(bench.run(name, batch, report.summary()));
        }
      }
    }
    report.write(kernels, TorchCommand.command(options.command("epochs")));
    return 0;
  }
}

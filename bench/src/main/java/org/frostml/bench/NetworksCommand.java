package org.frostml.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import org.frostml.nn.Networks;
import org.frostml.nn.Shape;
import org.frostml.nn.SoftmaxCrossEntropy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Training steps of convolutional networks, sparse against dense. */
@Command(
    name = "networks",
    description =
        "Time training steps of convolutional networks on images of 3 x 32 x 32 on one core, sparse"
            + " against dense SGD.",
    mixinStandardHelpOptions = true)
final class NetworksCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--networks",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "resnet20,resnet18",
      description = "As network.layers has them; by default resnet20,resnet18.")
  private List<String> networks;

  @Option(
      names = "--batches",
      paramLabel = "N",
      split = ",",
      defaultValue = "32,128",
      description = "Examples; by default 32,128.")
  private List<Integer> batches;

  @Option(
      names = "--densities",
      paramLabel = "SHARE",
      split = ",",
      defaultValue = "0.05",
      description = "By default 0.05.")
  private List<Double> densities;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "9",
      description = "Of which the median counts; by default 9.")
  private int samples;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "networks.json",
      description = "Where the numbers go; by default networks.json here.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    BenchReport report = new BenchReport(spec.commandLine().getOut(), out);
    Kernels kernels = Kernels.chosen();
    BenchTimer timer = BenchTimer.ofThread(samples, 0.2, 5);
    for (String name : networks) {
      Network network = images(name);
      for (int batch : batches) {
        BenchSteps steps = new BenchSteps(timer, kernels, batch);
        steps.warmUp(network, densities.get(0));
        report.show(
            steps.run(
                "convolution steps",
                name + ", batch " + batch,
                network,
                densities,
                report.summary()));
      }
    }
    report.write(kernels, command());
    return 0;
  }

  /** A network for ten classes of small images. */
  static Network images(String layers) {
    Shape in = new Shape(3, 32, 32);
    return new Network(in, Networks.of(layers, in, 10), new SoftmaxCrossEntropy());
  }

  private String command() {
    return "submit-scripts/frost --driver-memory 4g bench networks --networks "
        + String.join(",", networks)
        + " --batches "
        + joined(batches)
        + " --densities "
        + joined(densities)
        + " --samples "
        + samples;
  }

  private static String joined(List<?> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}

package org.frostml.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import org.frostml.nn.Networks;
import org.frostml.nn.Shape;
import org.frostml.nn.SoftmaxCrossEntropy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Training steps of convolutional networks, sparse against dense. */
@Command(
    name = "networks",
    description =
        "Time training steps of convolutional networks on images of 3 x 32 x 32 on one core, sparse"
            + " against dense SGD.",
    mixinStandardHelpOptions = true)
final class NetworksCommand implements Callable<Integer> {
  @Mixin private ConvolutionOptions options;

  @Option(
      names = "--networks",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "resnet20,resnet18",
      description = "As network.layers has them; by default ${DEFAULT-VALUE}.")
  private List<String> networks;

  @Option(
      names = "--densities",
      paramLabel = "SHARE",
      split = ",",
      defaultValue = "0.05",
      description = "By default ${DEFAULT-VALUE}.")
  private List<Double> densities;

  @Override
  public Integer call() throws IOException {
    BenchReport report = options.report();
    Kernels kernels = options.kernels();
    BenchTimer timer = BenchTimer.ofThread(options.samples(), 0.2, 5);
    for (String name : networks) {
      Network network = images(name);
      for (int batch : options.batches()) {
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
    report.write(
        kernels, options.command("submit-scripts/frost --driver-memory 4g bench networks"));
    return 0;
  }

  /** A network for ten classes of small images. */
  static Network images(String layers) {
    Shape in = new Shape(3, 32, 32);
    return new Network(in, Networks.of(layers, in, 10), new SoftmaxCrossEntropy());
  }
}

package org.frostml.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.frostml.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The convolutions of residual networks, sparse and dense. */
@Command(
    name = "convolutions",
    description =
        "Time the convolutions of ResNet-20 and ResNet-18 on one core, sparse and dense, as shares"
            + " of its peak.",
    mixinStandardHelpOptions = true)
final class ConvolutionsCommand implements Callable<Integer> {
  private static final String ALL =
      "16x32,32x16,64x8,64x32,128x16,256x8,512x4,"
          + "16-32x32/2,32-64x16/2,64-128x32/2,128-256x16/2,256-512x8/2,"
          + "1:64-128x32/2,1:128-256x16/2,1:256-512x8/2";

  @Mixin private ConvolutionOptions options;

  @Option(
      names = "--shapes",
      paramLabel = "SHAPE",
      split = ",",
      converter = ConvolutionSize.Reader.class,
      defaultValue = ALL,
      description =
          "Such as 16x32, 16 channels on 32 x 32, or 64-128x32/2 with stride 2, or with 1: before"
              + " it of 1 x 1 pixel; by default all of ResNet-20 and ResNet-18.")
  private List<ConvolutionSize> shapes;

  @Option(
      names = "--density",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = "Of the sparse ones; by default ${DEFAULT-VALUE}.")
  private double density;

  @Option(names = "--sparse-only", description = "Without those that take all weights.")
  private boolean sparseOnly;

  @Override
  public Integer call() throws IOException {
    BenchReport report = options.report();
    Kernels kernels = options.kernels();
    BenchConvolutions bench =
        new BenchConvolutions(
            BenchTimer.ofThread(options.samples(), 0.05, 2), kernels, density, !sparseOnly);
    bench.warmUp(shapes);
    for (int batch : options.batches()) {
      report.show(bench.run(shapes, batch));
    }
    report.write(
        kernels, options.command("submit-scripts/frost --driver-memory 4g bench convolutions"));
    return 0;
  }
}

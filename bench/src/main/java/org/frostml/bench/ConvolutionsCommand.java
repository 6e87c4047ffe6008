package org.frostml.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.frostml.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Spec private CommandSpec spec;

  @Option(
      names = "--shapes",
      paramLabel = "SHAPE",
      split = ",",
      converter = ConvolutionSize.Reader.class,
      defaultValue = ALL,
      description =
          "Such as 16x32, 16 channels on 32 x 32, or 64-128x32/2 with stride 2, or with 1: before it"
              + " of 1 x 1 pixel; by default all of ResNet-20 and ResNet-18.")
  private List<ConvolutionSize> shapes;

  @Option(
      names = "--batches",
      paramLabel = "N",
      split = ",",
      defaultValue = "32,64,128",
      description = "Examples; by default 32,64,128.")
  private List<Integer> batches;

  @Option(
      names = "--density",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = "Of the sparse ones; by default 0.05.")
  private double density;

  @Option(names = "--sparse-only", description = "Without those that take all weights.")
  private boolean sparseOnly;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "9",
      description = "Of which the median counts; by default 9.")
  private int samples;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "convolutions.json",
      description = "Where the numbers go; by default convolutions.json here.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    BenchReport report = new BenchReport(spec.commandLine().getOut(), out);
    Kernels kernels = Kernels.chosen();
    BenchConvolutions bench =
        new BenchConvolutions(BenchTimer.ofThread(samples, 0.05, 2), kernels, density, !sparseOnly);
    bench.warmUp(shapes);
    for (int batch : batches) {
      report.show(bench.run(shapes, batch));
    }
    report.write(kernels, command());
    return 0;
  }

  private String command() {
    String names = shapes.stream().map(ConvolutionSize::toString).collect(Collectors.joining(","));
    String sizes = batches.stream().map(String::valueOf).collect(Collectors.joining(","));
    return "submit-scripts/frost --driver-memory 4g bench convolutions"
        + (names.equals(ALL) ? "" : " --shapes " + names)
        + " --batches "
        + sizes
        + " --density "
        + density
        + (sparseOnly ? " --sparse-only" : "")
        + " --samples "
        + samples;
  }
}

package org.frostml.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.frostml.job.Main;
import org.frostml.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Convolutions and steps of convolutional networks beside libtorch's, through DJL. */
@Command(
    name = "torch",
    description = "Time convolutions and training steps on images beside libtorch's dense ones.",
    subcommands = TorchEpochsCommand.class,
    mixinStandardHelpOptions = true)
final class TorchCommand implements Callable<Integer> {
  @Mixin private ConvolutionOptions options;

  @Option(
      names = "--shapes",
      paramLabel = "SHAPE",
      split = ",",
      converter = ConvolutionSize.Reader.class,
      description = "As frost bench convolutions has them; by default none.")
  private List<ConvolutionSize> shapes = List.of();

  @Option(
      names = "--networks",
      paramLabel = "NAME",
      split = ",",
      description = "As network.layers has them; by default none.")
  private List<String> networks = List.of();

  @Option(
      names = "--density",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = "Of what is sparse; by default ${DEFAULT-VALUE}.")
  private double density;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Of libtorch; Frost has one. By default ${DEFAULT-VALUE}; with 1 the thread's CPU time is"
              + " taken, else that of the clock on the wall.")
  private int threads;

  @Override
  public Integer call() throws IOException {
    BenchReport report = options.report();
    Kernels kernels = options.kernels();
    TorchMaps.threads(threads);
    String on =
        TorchMaps.version()
            + (threads == 1
                ? " and Frost on one thread each, by CPU time."
                : " on " + threads + " threads, Frost on one, by the clock on the wall.");
    for (int batch : options.batches()) {
      if (!shapes.isEmpty()) {
        TorchConvolutions bench = new TorchConvolutions(timer(0.05, 2), kernels, density);
        report.show(bench.run(shapes, batch, on));
      }
      for (String name : networks) {
        TorchSteps steps = new TorchSteps(timer(0.2, 5), kernels, density);
        report.show(steps.run(name, batch, on, report.summary()));
      }
    }
    report.write(kernels, command(options.command("")));
    return 0;
  }

  private BenchTimer timer(double seconds, double warmUp) {
    return threads == 1
        ? BenchTimer.ofThread(options.samples(), seconds, warmUp)
        : new BenchTimer(options.samples(), seconds, warmUp);
  }

  /** What repeats it with some arguments. */
  static String command(String arguments) {
    return "mvn -q -Ptorch -pl bench -am test-compile exec:exec@torch -Dtorch='"
        + arguments.strip()
        + "'";
  }

  public static void main(String[] arguments) {
    Main.run(Main.commandLine(new TorchCommand()), arguments);
  }
}

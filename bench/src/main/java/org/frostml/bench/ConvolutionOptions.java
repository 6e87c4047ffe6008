package org.frostml.bench;

import java.nio.file.Path;
import java.util.List;
import org.frostml.kernel.Kernels;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands that time convolutions ask for. */
final class ConvolutionOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--batches",
      paramLabel = "N",
      split = ",",
      defaultValue = "32,128",
      description = "Examples; by default ${DEFAULT-VALUE}.")
  private List<Integer> batches;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "9",
      description = "Of which the median counts; by default ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "${COMMAND-NAME}.json",
      description = "Where the numbers go; by default ${DEFAULT-VALUE} here.")
  private Path out;

  @Option(
      names = "--bfloat16",
      description = "Round what sparse products gather, as network.precision = bfloat16 does.")
  private boolean bfloat16;

  /** The kernels of this JVM that are asked for. */
  Kernels kernels() {
    return bfloat16 ? Kernels.chosen().rounded() : Kernels.chosen();
  }

  List<Integer> batches() {
    return batches;
  }

  int samples() {
    return samples;
  }

  /** Begins the report that the command writes. */
  BenchReport report() {
    return new BenchReport(command.commandLine().getOut(), out);
  }

  /**
   * What repeats the command.
   *
   * @param start all before its options
   */
  String command(String start) {
    return RepeatedCommand.of(command, start);
  }
}

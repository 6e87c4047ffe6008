package org.frostml.bench;

import java.nio.file.Path;
import java.util.List;
import org.frostml.kernel.Kernels;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands that time convolutions ask for. */
final class ConvolutionOptions {
  private static final String OUT = "--out";
  private static final String DATA = "--data";

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
      names = OUT,
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
   * What repeats the command on any machine: as it was given, but for where the numbers go and data
   * are.
   *
   * @param start all before its options
   */
  String command(String start) {
    StringBuilder text = new StringBuilder(start);
    for (OptionSpec option : command.commandLine().getParseResult().matchedOptionsSet()) {
      if (!option.longestName().equals(OUT)) {
        text.append(' ').append(option.longestName()).append(value(option));
      }
    }
    return text.toString();
  }

  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    boolean isHere = option.longestName().equals(DATA);
    return " " + (isHere ? option.paramLabel() : String.join(",", option.originalStringValues()));
  }
}

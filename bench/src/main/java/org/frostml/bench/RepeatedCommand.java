package org.frostml.bench;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What repeats a command on any machine: as it was given, but for where the numbers go and data
 * are.
 */
final class RepeatedCommand {
  private static final String OUT = "--out";
  private static final String DATA = "--data";

  private RepeatedCommand() {}

  /**
   * The words of it.
   *
   * @param start all before its options
   */
  static String of(CommandSpec command, String start) {
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

package org.frostml.job;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Runs the command line in this JVM, as spark-submit does, with Spark in local mode. */
final class CommandLines {
  private CommandLines() {}

  /** What a command line left behind. */
  record Outcome(int exit, String out, String err) {}

  static Outcome frost(Object... words) {
    return frostOn("local[2]", words);
  }

  static Outcome frostOn(String master, Object... words) {
    System.setProperty("spark.master", master);
    System.setProperty("spark.ui.enabled", "false");
    List<String> arguments = new ArrayList<>();
    for (Object word : words) {
      arguments.add(word.toString());
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exit = Main.execute(command, arguments.toArray(String[]::new));
    return new Outcome(exit, out.toString(), err.toString());
  }
}

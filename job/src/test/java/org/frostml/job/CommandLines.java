package org.frostml.job;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import picocli.CommandLine;
import scala.Tuple2;

/** Runs the command line in this JVM, as spark-submit does, with Spark in local mode. */
final class CommandLines {
  private CommandLines() {}

  /** What a command line left behind. */
  record Outcome(int exit, String out, String err) {}

  static Outcome frost(Object... words) {
    return on(Problem.conf("local[2]"), words);
  }

  /** With Spark configured so, as spark-submit does it: by properties of this JVM. */
  static Outcome on(SparkConf conf, Object... words) {
    for (Tuple2<String, String> setting : conf.getAll()) {
      System.setProperty(setting._1, setting._2);
    }
    try {
      return frost(List.of(words));
    } finally {
      for (Tuple2<String, String> setting : conf.getAll()) {
        System.clearProperty(setting._1);
      }
    }
  }

  private static Outcome frost(List<Object> words) {
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

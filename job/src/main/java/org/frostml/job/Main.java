package org.frostml.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.spark.SparkThrowable;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.config.Secrets;
import org.frostml.run.Interrupted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line. Exit code 0 on success only, 1 for an error, 2 for a command line that cannot
 * be understood.
 */
@Command(
    name = "frost",
    description =
        "Sparse neural networks on Apache Spark, trained by multilevel linearized Bregman iterations.",
    synopsisHeading = "Usage: ",
    customSynopsis = "frost [spark-submit options] COMMAND ...",
    footer =
        "%nOptions before the command go to spark-submit: --master, --conf, --driver-memory, ..."
            + "%nfrost bench times Frost against dense training and MLlib: frost bench --help.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionLines.class,
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      InspectCommand.class,
      SweepCommand.class,
      ExportCommand.class,
      ReportCommand.class
    })
public final class Main implements Runnable {
  /** What shells expect of a process that Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    run(commandLine(), arguments);
  }

  /** Runs a command line, and ends the JVM with its exit code unless that is 0. */
  public static void run(CommandLine command, String... arguments) {
    int exit = execute(command, arguments);
    if (exit != 0) {
      System.exit(exit);
    }
  }

  /** Runs a command line; an error of the JVM names its cause, and is ours unless it is memory. */
  static int execute(CommandLine command, String... arguments) {
    try {
      return command.execute(arguments);
    } catch (OutOfMemoryError e) {
      command.getErr().println("frost: " + e + " (memory: --driver-memory, --executor-memory)");
      return 1;
    } catch (Error e) {
      return unexpected(e, command);
    }
  }

  static CommandLine commandLine() {
    return commandLine(new Main());
  }

  /** A command whose errors are one line each. */
  public static CommandLine commandLine(Object command) {
    return new CommandLine(command)
        // Names and numbers as they are, also where the system's own characters are those of ASCII.
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(Main::misunderstood)
        .setExecutionExceptionHandler(Main::report);
  }

  /** What is wrong with a command line, and what was meant or how it goes. */
  private static int misunderstood(CommandLine.ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    // An option of spark-submit in the wrong place may hold a secret.
    boolean quotes = error instanceof CommandLine.UnmatchedArgumentException;
    err.println(Text.oneLine(quotes ? Secrets.hidden(error.getMessage()) : error.getMessage()));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(error, err)) {
      command.usage(err);
    }
    return CommandLine.ExitCode.USAGE;
  }

  /** Without a command: what can be done. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }

  /** One line for an error that a person can mend, a trace for one that is ours. */
  private static int report(Exception error, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof FrostException) {
        err.println("frost: " + Text.oneLine(cause.getMessage()));
        return cause instanceof Interrupted ? INTERRUPTED : 1;
      }
      if (cause instanceof IOException || cause instanceof SparkThrowable) {
        err.println("frost: " + Text.withCauses(cause));
        LOG.debug("the error in full", error);
        return 1;
      }
    }
    return unexpected(error, command);
  }

  private static int unexpected(Throwable error, CommandLine command) {
    command.getErr().println("frost: unexpected error: " + Text.withCauses(error));
    error.printStackTrace(command.getErr());
    return 1;
  }
}

package org.frostml.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import org.frostml.FrostException;
import org.frostml.config.Hocon;
import org.frostml.config.Resumption;
import org.frostml.config.TrainConfig;
import org.frostml.job.data.Source;
import org.frostml.job.data.Sources;
import org.frostml.job.run.Versions;
import org.frostml.job.sweep.Sweep;
import org.frostml.job.sweep.SweepFolder;
import org.frostml.job.sweep.SweepProgress;
import org.frostml.job.sweep.TrialRunner;
import org.frostml.job.sweep.TrialRunners;
import org.frostml.job.sweep.TrialTable;
import org.frostml.run.Interrupted;
import org.frostml.run.Platform;
import org.frostml.run.Preparation;
import org.frostml.sweep.State;
import org.frostml.sweep.SweepConfig;
import org.frostml.sweep.Trial;
import org.frostml.sweep.TrialRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains many networks, over a space of settings, and leaves a table of their results. */
@Command(
    name = "sweep",
    description = "Train a network for every combination of settings.",
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {
  /** As many as Spark allows a machine. */
  private static final int ATTEMPTS_PER_EXECUTOR = 2;

  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions given;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The sweep's folder; by default sweeps/<CONF>-<time>-<random>.")
  private String out;

  @Option(names = "--overwrite", description = "Replace the sweep's folder if it exists.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description =
          "Resume the sweep in DIR: finished trials stay, the others resume from their last"
              + " checkpoints; where there is none, start one.")
  private boolean resume;

  @Option(names = "--retry-failed", description = "With --resume: train failed trials once more.")
  private boolean retryFailed;

  @Option(
      names = "--max-parallel",
      paramLabel = "N",
      description = "Trials at a time; by default one per slot; of spread ones, one.")
  private Integer maxParallel;

  @Option(
      names = "--time-budget",
      paramLabel = "TIME",
      description = "End after so long, to be resumed later: 90s, 30m, 2h.")
  private String timeBudget;

  @Option(names = "--dry-run", description = "List the trials and do nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws Exception {
    if (resume && out == null) {
      throw new ParameterException(spec.commandLine(), "--resume needs --out DIR");
    }
    if (retryFailed && !resume) {
      throw new ParameterException(spec.commandLine(), "--retry-failed needs --resume");
    }
    if (maxParallel != null && maxParallel < 1) {
      throw new ParameterException(
          spec.commandLine(), "--max-parallel must be >= 1: " + maxParallel);
    }
    long nanos = nanos();
    SweepConfig config = SweepConfig.bind(given.overlays());
    PrintWriter console = spec.commandLine().getOut();
    if (dryRun) {
      config.trials().forEach(trial -> console.println(words(trial)));
      console.flush();
      return 0;
    }
    try (SweepFolder folder =
        SweepFolder.claim(out == null ? given.defaultOut("sweeps") : out, overwrite, resume)) {
      if (folder.resumes()) {
        Resumption.requireOfSweep(folder.config(), config.resolved(), folder.name());
      }
      return run(config, folder, new TrialTable(folder), nanos);
    }
  }

  private static String words(Trial trial) {
    return String.format(
        Locale.ROOT,
        "%4d  %s  seed %d  %s%s",
        trial.number(),
        trial.id(),
        trial.seed(),
        trial.params(),
        trial.refused().map(why -> "  refused: " + why).orElse(""));
  }

  private long nanos() {
    long seconds = timeBudget == null ? Long.MAX_VALUE : seconds(timeBudget);
    if (seconds < 0) {
      throw new ParameterException(
          spec.commandLine(), "--time-budget must be a time such as 90s, 30m, 2h: " + timeBudget);
    }
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Negative where it is no time. */
  private static long seconds(String time) {
    try {
      return JavaUtils.timeStringAsSec(time);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private int run(SweepConfig config, SweepFolder folder, TrialTable table, long nanos)
      throws Exception {
    Sweep.End end;
    Source source = Sources.of(config.accepted().get(0).run().config().data().format());
    try (Interrupt interrupt = new Interrupt()) {
      end =
          new PreparedRun<>(
                  source,
                  () -> prepare(config, source, folder),
                  (spark, first) -> {
                    try (TrialRunner runner =
                        TrialRunners.of(config, first, source, spark, folder, interrupt::came)) {
                      folder.open(Hocon.render(config.resolved()), first.provenance());
                      return train(config, folder, table, runner, nanos, interrupt::came);
                    }
                  })
              .run(conf(source.needsSpark()), "frost sweep " + given.name(), interrupt);
      if (end != Sweep.End.COMPLETE && interrupt.came()) {
        throw new Interrupted(standing(config, table).toString(), folder.name());
      }
    }
    PrintWriter console = spec.commandLine().getOut();
    console.println();
    console.println(standing(config, table));
    console.println(folder.show(SweepFolder.TABLE));
    console.flush();
    if (end != Sweep.End.COMPLETE) {
      return incomplete(end, folder);
    }
    requireASuccess(table);
    return 0;
  }

  /** Fails where no trial has numbers, for schedulers that go by the exit code. */
  private static void requireASuccess(TrialTable table) {
    List<TrialRow> rows = table.rows();
    if (rows.stream().allMatch(row -> row.state() == State.FAILED)) {
      throw new FrostException(
          "no trial succeeded: all "
              + rows.size()
              + " failed, the first because: "
              + rows.get(0).error());
    }
  }

  /** Trains, and shows how far it is. */
  private Sweep.End train(
      SweepConfig config,
      SweepFolder folder,
      TrialTable table,
      TrialRunner runner,
      long nanos,
      BooleanSupplier interrupted)
      throws InterruptedException {
    if (retryFailed) {
      table.retryFailed(config);
    }
    PrintWriter console = spec.commandLine().getOut();
    try (SweepProgress progress = SweepBars.of(console, standing(config, table), config)) {
      return new Sweep(config, folder, table, runner, progress, interrupted)
          .run(maxParallel, nanos);
    }
  }

  /** Says how to resume: after an error, or after what was asked for. */
  private int incomplete(Sweep.End end, SweepFolder folder) {
    String message =
        end.words()
            + ": to resume, give the same command with --out "
            + folder.name()
            + " --resume";
    if (end != Sweep.End.TIME_IS_UP) {
      throw new FrostException(message);
    }
    spec.commandLine().getOut().println(message);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static SweepProgress.Standing standing(SweepConfig config, TrialTable table) {
    return new SweepProgress.Standing(table.rows(), config.trials().size(), Set.of());
  }

  /**
   * Several spread trials at a time share the executors fairly. And what fails on an executor is
   * tried again elsewhere: a bad machine fails fast, is idle again first, and would get it back.
   */
  private SparkConf conf(boolean sql) {
    SparkConf conf = SparkStart.conf(sql);
    if (maxParallel != null && maxParallel > 1) {
      conf.setIfMissing("spark.scheduler.mode", "FAIR");
    }
    if (conf.getInt("spark.task.maxFailures", 4) > ATTEMPTS_PER_EXECUTOR
        && conf.getAllWithPrefix("spark.excludeOnFailure.").length == 0) {
      conf.set("spark.excludeOnFailure.taskAndStage.enabled", "true")
          .set(
              "spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor",
              Integer.toString(ATTEMPTS_PER_EXECUTOR));
    }
    return conf;
  }

  /**
   * The first trial that can be prepared. What is wrong with the data is wrong with all of them,
   * and so reported before anything is begun.
   */
  private static Preparation prepare(SweepConfig config, Source source, SweepFolder folder)
      throws IOException {
    Preparation first = prepare(config, source);
    if (folder.resumes()) {
      first.provenance().requireOf(folder.provenance().texts(), folder.name());
    }
    return first;
  }

  private static Preparation prepare(SweepConfig config, Source source) throws IOException {
    Platform platform = Versions.platform();
    FrostException why = null;
    for (Trial trial : config.accepted()) {
      try {
        TrainConfig run = Sources.qualified(trial.run()).config();
        return Preparation.of(run, source.facts(run), platform);
      } catch (FrostException e) {
        why = why == null ? e : why;
      }
    }
    throw why;
  }
}

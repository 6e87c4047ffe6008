package org.frostml.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.config.Configs;
import org.frostml.config.Resumption;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.job.data.Source;
import org.frostml.job.data.Sources;
import org.frostml.job.files.Models;
import org.frostml.job.run.RunFolder;
import org.frostml.job.run.SparkData;
import org.frostml.job.run.SparkEngine;
import org.frostml.job.run.Versions;
import org.frostml.job.spark.Wave;
import org.frostml.kernel.Kernels;
import org.frostml.run.Engine;
import org.frostml.run.Preparation;
import org.frostml.run.Progress;
import org.frostml.run.Summary;
import org.frostml.run.Training;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network and leaves a run folder. */
@Command(name = "train", description = "Train a network.", mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(TrainCommand.class);

  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions given;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run folder; by default runs/<CONF>-<time>-<random>.")
  private String out;

  @Option(names = "--overwrite", description = "Replace the run folder if it exists.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description =
          "Resume the run in DIR from its last checkpoint, to the same bits; where there is none,"
              + " start one.")
  private boolean resume;

  @Override
  public Integer call() throws Exception {
    if (resume && out == null) {
      throw new ParameterException(spec.commandLine(), "--resume needs --out DIR");
    }
    RunSettings settings = Sources.qualified(Configs.read(given.overlays()));
    TrainConfig config = settings.config();
    PrintWriter console = spec.commandLine().getOut();
    Source source = Sources.of(config.data().format());
    try (Interrupt interrupt = new Interrupt();
        RunFolder folder =
            RunFolder.claim(out == null ? given.defaultOut("runs") : out, overwrite, resume)) {
      if (folder.resumes() && !hasMoreToDo(folder, settings)) {
        console.println(out + ": complete; there is nothing to resume");
        return 0;
      }
      new PreparedRun<>(
              source,
              () -> begin(settings, source, folder),
              (spark, begun) -> train(begun, config, source, spark, interrupt))
          .run(SparkStart.conf(source.needsSpark()), "frost train " + given.name(), interrupt)
          .print(console, folder.show(Models.FILE));
    }
    return 0;
  }

  /** A run that has been found to be possible, and where it begins. */
  private record Begun(Preparation prepared, Training training) {}

  private Begun begin(RunSettings settings, Source source, RunFolder folder) throws IOException {
    TrainConfig config = settings.config();
    Preparation prepared = Preparation.of(config, source.facts(config), Versions.platform());
    Training training = Training.begin(config, settings.text(), prepared, folder, out);
    requireACheckpoint(training, folder);
    return new Begun(prepared, training);
  }

  private Summary train(
      Begun begun, TrainConfig config, Source source, JavaSparkContext spark, Interrupt interrupt)
      throws IOException {
    interrupt.cancelBy(() -> spark.sc().cancelAllJobs());
    Preparation prepared = begun.prepared;
    Training training = begun.training;
    describe(config, prepared, spark);
    PrintWriter console = spec.commandLine().getOut();
    int stepsPerEpoch = prepared.batches().stepsPerEpoch();
    try (SparkData data = new SparkData(spark, source);
        Engine engine = new SparkEngine(spark, data, config, prepared);
        Progress progress =
            TrainProgress.of(console, training.next(), config.epochs(), stepsPerEpoch)) {
      return training.run(engine, progress, config.epochs(), interrupt::came).summary();
    }
  }

  private static void describe(TrainConfig config, Preparation prepared, JavaSparkContext spark) {
    LOG.info(
        "{}: {} examples in {} shards, {} steps per epoch, {} kernels; layers run dense from {} on",
        prepared.data().name(),
        prepared.data().trained(),
        config.shards(),
        prepared.batches().stepsPerEpoch(),
        prepared.kernels(),
        Text.percent(Kernels.named(prepared.kernels()).crossover()));
    // Without the scales of rows, and of a stripe's active weights: it is to be of the right size.
    int numbers = 1 + prepared.network().layout().size() / config.fineGradient().parts();
    long fine = config.exchange().fine().bytes(0, numbers);
    LOG.info(
        "a fine step's gradients have about {} MiB; where the driver adds them, in the order of"
            + " shards, it takes {} per job",
        Text.mib(fine),
        Math.min(config.shards(), Wave.shards(spark.sc(), fine)));
  }

  /** Whether the run to resume, which must be one of this configuration, has not ended. */
  private boolean hasMoreToDo(RunFolder folder, RunSettings settings) throws IOException {
    RunSettings begun = Configs.read(List.of(folder.config()));
    Resumption.require(begun, settings, out);
    return !folder.isComplete() || settings.config().epochs() > begun.config().epochs();
  }

  /** A complete run stays as it is where it would have to be trained from its beginning. */
  private void requireACheckpoint(Training training, RunFolder folder) {
    if (folder.isComplete() && training.next() == 0) {
      throw new FrostException(
          out
              + ": is complete, and has no checkpoint left to train more epochs from; start over with"
              + " --overwrite in place of --resume, or name another --out");
    }
  }
}

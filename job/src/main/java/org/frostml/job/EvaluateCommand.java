package org.frostml.job;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.data.Survey;
import org.frostml.job.data.DataSource;
import org.frostml.job.files.Models;
import org.frostml.job.run.Preparation;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SparkEvaluator;
import org.frostml.nn.Measure;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.sparse.Score;
import org.frostml.train.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores a model on test examples. */
@Command(
    name = "evaluate",
    description = "Score a model on the test examples of its configuration, or of --data.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A run folder or a model.safetensors.")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "A folder of IDX files in place of the configured data.")
  private String data;

  @Override
  public Integer call() throws IOException {
    Model loaded = Models.load(model);
    String text = loaded.provenance().get(Preparation.CONFIG);
    if (text == null) {
      throw new FrostException(model + ": its metadata lacks " + Preparation.CONFIG);
    }
    TrainConfig config = Configs.bind(List.of(Configs.kept(text, model), Given.dataOverlay(data)));
    Examples test = DataSource.test(config.data());
    DataSource.requireFeatures(test, loaded.network().inputs());
    requireClasses(test, loaded.network());
    Survey.requireFinite(test);
    Run run = Run.of(loaded.network());
    Measure measure = loaded.network().loss().measure();
    try (JavaSparkContext spark = SparkStart.context("frost evaluate " + model)) {
      JavaRDD<Shard> shards =
          DataSource.shards(spark, test, config.seed(), config.shards(), loaded.scaling());
      Score score = new SparkEvaluator(spark, shards, run).score(loaded.weights());
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%s %s  loss %.4f  on %,d examples of %s%n",
              measure.title(),
              measure.show(measure.of(score)),
              score.meanLoss(),
              score.examples(),
              test.name());
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  private static void requireClasses(Examples test, Network network) {
    if (network.loss() instanceof SoftmaxCrossEntropy && test.classes() != network.outputs()) {
      throw new FrostException(
          test.name() + " has " + test.classes() + " classes, but the model " + network.outputs());
    }
  }
}

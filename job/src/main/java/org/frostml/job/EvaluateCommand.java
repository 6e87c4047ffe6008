package org.frostml.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.frostml.FrostException;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.data.Survey;
import org.frostml.job.data.Frame;
import org.frostml.job.data.ImageRows;
import org.frostml.job.data.Streamed;
import org.frostml.job.data.TableRows;
import org.frostml.job.files.Models;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SharedRun;
import org.frostml.job.spark.SparkEvaluator;
import org.frostml.job.spark.SqlSession;
import org.frostml.nn.Measure;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.sparse.Score;
import org.frostml.train.Evaluated;
import org.frostml.train.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores a model on test examples. */
@Command(
    name = "evaluate",
    description =
        "Score a model on test examples: accuracy, log loss, precision, recall and F1 of each class;"
            + " areas under the ROC and the precision-recall curve of two classes and of labels; RMSE,"
            + " MAE and R2 of values.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A run folder or a model.safetensors.")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "A table, all of whose rows count, or a folder of images, of which the test part is taken;"
              + " a model of synthetic digits needs none.")
  private String data;

  @Override
  public Integer call() throws Exception {
    Model loaded = Models.load(model);
    TrainConfig config = ModelData.of(loaded, model, data);
    boolean table = config.data().format().needsSpark();
    Examples images = table ? null : images(config, loaded);
    Run run = Run.of(loaded.network());
    Evaluated evaluated =
        SparkStart.run(
            SparkStart.conf(table),
            "frost evaluate " + model,
            spark ->
                table
                    ? evaluate(spark, loaded, config, run)
                    : evaluate(spark, loaded, images, config, run));
    Score score = evaluated.score();
    Measure measure = loaded.network().loss().measure();
    String others =
        evaluated.measures().entrySet().stream()
            .filter(other -> other.getKey() != measure && !Double.isNaN(other.getValue()))
            .map(other -> other.getKey().text(other.getValue()))
            .collect(Collectors.joining(", "));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s %s  loss %.4f  on %,d examples of %s%n",
        measure.title(),
        measure.show(measure.of(score)),
        score.meanLoss(),
        score.examples(),
        table ? config.data().path() : images.name());
    out.println(others);
    EvaluationText.print(evaluated.evaluation().orElseThrow(), loaded.labels(), out);
    return 0;
  }

  private static Examples images(TrainConfig config, Model loaded) throws IOException {
    Examples test = Streamed.tests(config.data());
    test.requireFeatures(loaded.inputs().width());
    requireClasses(test, loaded.network());
    Survey.requireFinite(test);
    return test;
  }

  private static Evaluated evaluate(
      JavaSparkContext spark, Model loaded, Examples test, TrainConfig config, Run run) {
    return evaluate(
        spark,
        loaded,
        Streamed.shards(spark, test, config.seed(), config.shards(), loaded.scaling()),
        run);
  }

  private static Evaluated evaluate(
      JavaSparkContext spark, Model loaded, TrainConfig config, Run run) throws IOException {
    SparkSession session = SqlSession.of(spark);
    TrainConfig.Data data = config.data();
    try (Frame rows =
        data.format() == TrainConfig.Format.IMAGES
            ? ImageRows.toTest(session, data.path(), loaded, config.shards())
            : TableRows.toTest(session, data.table(), data.path(), loaded, config.shards())) {
      return evaluate(spark, loaded, rows.test(loaded.inputs(), loaded.scaling()), run);
    }
  }

  private static Evaluated evaluate(
      JavaSparkContext spark, Model loaded, JavaRDD<Shard> shards, Run run) {
    try (SharedRun shared = SharedRun.open(spark, run)) {
      return new SparkEvaluator(shared, shards).evaluate(loaded.weights());
    }
  }

  private static void requireClasses(Examples test, Network network) {
    if (network.loss() instanceof SoftmaxCrossEntropy && test.classes() != network.outputs()) {
      throw new FrostException(
          test.name()
              + " has "
              + test.classes()
              + " classes, but the model "
              + network.outputs()
              + ": name data of the model's classes with --data");
    }
  }
}

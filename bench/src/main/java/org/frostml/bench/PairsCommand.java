package org.frostml.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.job.SparkStart;
import org.frostml.job.spark.SqlSession;
import org.frostml.kernel.Kernels;
import org.frostml.ml.FrostClassificationModel;
import org.frostml.ml.FrostClassifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A network over a table's categories and all their pairs, hashed, beside MLlib's logistic
 * regression on the same vectors. Both have settings chosen on rows held out of the training rows,
 * and then learn from all of these.
 */
@Command(
    name = "pairs",
    description =
        "Fit a network and MLlib's logistic regression to all pairs of a table's categories, hashed"
            + " into one wide vector: area under the ROC curve, and seconds per pass.",
    mixinStandardHelpOptions = true)
final class PairsCommand implements Callable<Integer> {
  private static final double[] PENALTIES = {0, 1e-4, 1e-3, 1e-2};
  private static final double[] DENSITIES = {0.1, 0.2};
  private static final double[] RATES = {0.003, 0.01};

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      required = true,
      description = "A CSV file with a header, such as adult.data.")
  private String data;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      defaultValue = "income",
      description = "The column of the two classes; by default ${DEFAULT-VALUE}.")
  private String label;

  @Option(
      names = "--hashed",
      paramLabel = "N",
      defaultValue = "1048576",
      description = "Features that all hashed columns share; by default ${DEFAULT-VALUE}.")
  private int hashed;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "20",
      description = "Of the network; by default ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "100",
      description = "Of the regression at most; by default ${DEFAULT-VALUE}.")
  private int iterations;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "pairs.json",
      description = "Where the numbers go; by default ${DEFAULT-VALUE} here.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    BenchReport report = new BenchReport(console, out);
    try (JavaSparkContext spark = SparkStart.context(SparkStart.conf(true), "frost bench pairs")) {
      report.show(run(SqlSession.of(spark), console, report.summary()));
    }
    report.write(
        Kernels.chosen(),
        RepeatedCommand.of(
            spec,
            "submit-scripts/frost --master spark://HOST:7077 --driver-memory 2g --executor-memory"
                + " 1g bench pairs"));
    return 0;
  }

  /** What was fitted, and what it took. */
  private record Fitted(
      String settings, double chosenBy, double test, double seconds, int passes, long weights) {
    List<String> row(String name) {
      return List.of(
          name,
          settings,
          Bench.number(chosenBy, 4),
          Bench.number(test, 4),
          Bench.number(seconds, 1),
          Integer.toString(passes),
          Bench.number(seconds / passes, 3),
          Bench.number(weights, 0));
    }
  }

  /** Fits settings to rows, and scores others. */
  private interface Method {
    Fitted fit(Dataset<Row> training, Dataset<Row> scored);
  }

  BenchTable run(SparkSession spark, PrintWriter console, Map<String, String> summary) {
    try (PairsTable table = new PairsTable(spark, data, label, hashed)) {
      Fitted frost = chosen(table, networks(), console);
      Fitted regression = chosen(table, regressions(spark), console);
      List<List<String>> rows = new ArrayList<>();
      rows.add(frost.row("Frost, first layer of 64"));
      rows.add(regression.row("MLlib, logistic regression"));
      double ratio = (frost.seconds / frost.passes) / (regression.seconds / regression.passes);
      summary.put("seconds per pass over pairs, Frost's / MLlib's", Bench.number(ratio, 2));
      return new BenchTable(
          "comparison pairs",
          "All pairs of categories, " + hashed + " features",
          table.training().count()
              + " rows to train on, "
              + table.test().count()
              + " to test on, "
              + spark.sparkContext().master()
              + "; settings chosen on a quarter of the former. Seconds are those of fit"
              + " as a whole; a pass is an epoch, or a loss and gradient of all rows. Seconds per"
              + " pass, Frost's / MLlib's: "
              + Bench.number(ratio, 2)
              + ".",
          List.of(
              "method",
              "settings",
              "AUC, held out",
              "AUC, test",
              "fit, s",
              "passes",
              "s per pass",
              "weights that are not 0"),
          rows);
    }
  }

  /** The best on held-out rows, fitted to all that may be trained on. */
  private static Fitted chosen(PairsTable table, Map<String, Method> methods, PrintWriter console) {
    Method best = null;
    double most = -1;
    for (Map.Entry<String, Method> each : methods.entrySet()) {
      Fitted fitted = each.getValue().fit(table.chosenFrom(), table.chosenBy());
      console.println(each.getKey() + ": " + Bench.number(fitted.test, 4));
      console.flush();
      if (fitted.test > most) {
        most = fitted.test;
        best = each.getValue();
      }
    }
    Fitted last = best.fit(table.training(), table.test());
    return new Fitted(last.settings, most, last.test, last.seconds, last.passes, last.weights);
  }

  private static double area(Dataset<Row> scored) {
    return new BinaryClassificationEvaluator().evaluate(scored);
  }

  private Map<String, Method> networks() {
    Map<String, Method> networks = new LinkedHashMap<>();
    for (double density : DENSITIES) {
      for (double rate : RATES) {
        String settings = "density " + density + ", stepSize " + rate;
        networks.put(
            settings, (training, scored) -> network(settings, density, rate, training, scored));
      }
    }
    return networks;
  }

  private Fitted network(
      String settings, double density, double rate, Dataset<Row> training, Dataset<Row> scored) {
    FrostClassifier classifier =
        new FrostClassifier()
            .setHiddenLayers(64)
            .setLoss("binary-cross-entropy")
            .setDensity(density)
            .setStepSize(rate)
            .setMaxIter(epochs)
            .setMiniBatchSize(512)
            .setFreezeEvery(49)
            .setLocalSteps(49);
    long begun = System.nanoTime();
    FrostClassificationModel model = classifier.fit(training);
    double seconds = (System.nanoTime() - begun) * 1e-9;
    return new Fitted(
        settings,
        0,
        area(model.transform(scored)),
        seconds,
        epochs,
        model.summary().activeWeights());
  }

  private Map<String, Method> regressions(SparkSession spark) {
    Map<String, Method> regressions = new LinkedHashMap<>();
    for (double penalty : PENALTIES) {
      regressions.put(
          "regParam " + penalty,
          (training, scored) -> regression(spark, penalty, training, scored));
    }
    return regressions;
  }

  private Fitted regression(
      SparkSession spark, double penalty, Dataset<Row> training, Dataset<Row> scored) {
    LogisticRegression regression =
        new LogisticRegression().setRegParam(penalty).setMaxIter(iterations);
    LogisticRegressionModel[] model = new LogisticRegressionModel[1];
    double[] seconds = new double[1];
    int passes =
        LossPasses.of(
            spark,
            () -> {
              long begun = System.nanoTime();
              model[0] = regression.fit(training);
              seconds[0] = (System.nanoTime() - begun) * 1e-9;
            });
    return new Fitted(
        "regParam " + penalty,
        0,
        area(model[0].transform(scored)),
        seconds[0],
        passes,
        model[0].coefficients().numNonzeros());
  }
}

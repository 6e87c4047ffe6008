package org.frostml.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.ml.Model;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.frostml.train.DivergedException;

/** Methods on the folds of one table: each by its defaults, and by the best of its settings. */
record FoldRun(FoldTable table, Dataset<Row> rows, FoldLog log, PrintWriter console) {
  /** Whatever of it the log does not have yet. */
  void run(List<FoldMethod> methods) throws IOException {
    for (int fold = 0; fold < Fold.COUNT; fold++) {
      int index = fold;
      List<FoldMethod> left =
          methods.stream()
              .filter(method -> method.does(table.task()) && !log.has(table, index, method))
              .toList();
      if (!left.isEmpty()) {
        try (Fold choice = Fold.choice(table, rows, fold);
            Fold whole = Fold.of(table, rows, fold)) {
          for (FoldMethod method : left) {
            log.add(
                List.of(
                    outcome(method, whole, fold, Map.of()),
                    outcome(method, whole, fold, best(method, choice))));
          }
        }
      }
    }
  }

  /** The setting that does best on the rows held out of training. */
  private Map<String, Object> best(FoldMethod method, Fold choice) {
    List<Map<String, Object>> settings = method.settings().get(table.task());
    Map<String, Object> best = settings.get(0);
    double least = Double.POSITIVE_INFINITY;
    for (Map<String, Object> setting : settings) {
      double score = fitted(method, choice, setting).scores.get(table.task().chosenBy());
      // What has diverged is NaN, and not less.
      if (score < least) {
        best = setting;
        least = score;
      }
    }
    return best;
  }

  /**
   * A fit, and what it comes to on the rows to test on.
   *
   * @param model none where training has diverged
   */
  private record Fitted(Optional<Model<?>> model, double seconds, Map<String, Double> scores) {}

  private Fitted fitted(FoldMethod method, Fold fold, Map<String, Object> setting) {
    long begun = System.nanoTime();
    try {
      Model<?> model = method.fit(table, fold, setting);
      double seconds = (System.nanoTime() - begun) * 1e-9;
      return new Fitted(
          Optional.of(model), seconds, FoldScores.of(model.transform(fold.test()), table.task()));
    } catch (DivergedException e) {
      double seconds = (System.nanoTime() - begun) * 1e-9;
      return new Fitted(Optional.empty(), seconds, FoldScores.none(table.task()));
    }
  }

  private FoldOutcome outcome(FoldMethod method, Fold fold, int index, Map<String, Object> setting)
      throws IOException {
    Fitted fitted = fitted(method, fold, setting);
    boolean first = index == 0 && fitted.model.isPresent();
    FoldOutcome outcome =
        new FoldOutcome(
            table.name(),
            index,
            method.name(),
            !setting.isEmpty(),
            setting.isEmpty() ? "" : new TreeMap<>(setting).toString(),
            fitted.scores,
            fitted.seconds,
            first ? ModelBytes.of(fitted.model.get()) : 0);
    console.printf(
        Locale.ROOT,
        "%s, fold %d, %s %s: %s in %.1f s%n",
        table.name(),
        index,
        method.name(),
        outcome.setting(),
        outcome.scores(),
        outcome.seconds());
    console.flush();
    return outcome;
  }
}

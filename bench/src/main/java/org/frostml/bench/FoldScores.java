package org.frostml.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How good predictions are, each row counting by its weight: accuracy, log loss and, of two
 * classes, the area under ROC; or the root of the mean squared error.
 */
final class FoldScores {
  static final String ACCURACY = "accuracy";
  static final String LOG_LOSS = "log loss";
  static final String AUC = "AUC";
  static final String RMSE = "RMSE";

  /** What Spark's evaluator takes for a probability of 0. */
  private static final double LEAST = 1e-15;

  private FoldScores() {}

  /** Whether a larger number of a measure is better. */
  static boolean isUpward(String measure) {
    return measure.equals(ACCURACY) || measure.equals(AUC);
  }

  /** The measures of a task by name, of predictions that a model of Spark ML made. */
  static Map<String, Double> of(Dataset<Row> predicted, FoldTask task) {
    return task.isOfClasses() ? ofClasses(predicted, task) : ofValues(predicted);
  }

  /** The measures of a task, of training that has diverged. */
  static Map<String, Double> none(FoldTask task) {
    Map<String, Double> scores = new LinkedHashMap<>();
    List<String> names =
        switch (task) {
          case TWO_CLASSES -> List.of(ACCURACY, LOG_LOSS, AUC);
          case CLASSES -> List.of(ACCURACY, LOG_LOSS);
          case VALUES -> List.of(RMSE);
        };
    names.forEach(name -> scores.put(name, Double.NaN));
    return scores;
  }

  private static Map<String, Double> ofValues(Dataset<Row> predicted) {
    double squares = 0;
    double weights = 0;
    for (Row row : predicted.select("label", "weight", "prediction").collectAsList()) {
      double error = row.getDouble(2) - row.getDouble(0);
      squares += row.getDouble(1) * error * error;
      weights += row.getDouble(1);
    }
    return Map.of(RMSE, Math.sqrt(squares / weights));
  }

  private static Map<String, Double> ofClasses(Dataset<Row> predicted, FoldTask task) {
    double right = 0;
    double loss = 0;
    double weights = 0;
    List<Ranked> ranked = new ArrayList<>();
    for (Row row :
        predicted.select("label", "weight", "prediction", "probability").collectAsList()) {
      double label = row.getDouble(0);
      double weight = row.getDouble(1);
      Vector probability = row.getAs(3);
      right += row.getDouble(2) == label ? weight : 0;
      double own = Math.min(Math.max(probability.apply((int) label), LEAST), 1 - LEAST);
      loss -= weight * Math.log(own);
      weights += weight;
      ranked.add(new Ranked(probability.apply(1), label == 1, weight));
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put(ACCURACY, right / weights);
    scores.put(LOG_LOSS, loss / weights);
    if (task == FoldTask.TWO_CLASSES) {
      scores.put(AUC, areaUnderRoc(ranked));
    }
    return scores;
  }

  /** A row by the probability of class 1. */
  record Ranked(double probability, boolean positive, double weight) {}

  /** The chance that a row of class 1 is ranked above one of class 0; a tie counts for half. */
  static double areaUnderRoc(List<Ranked> rows) {
    List<Ranked> ascending = new ArrayList<>(rows);
    ascending.sort(Comparator.comparingDouble(Ranked::probability));
    double below = 0;
    double positives = 0;
    double area = 0;
    for (int i = 0; i < ascending.size(); ) {
      double probability = ascending.get(i).probability;
      double tiedPositives = 0;
      double tiedNegatives = 0;
      for (;
          i < ascending.size() && Double.compare(ascending.get(i).probability, probability) == 0;
          i++) {
        Ranked row = ascending.get(i);
        tiedPositives += row.positive ? row.weight : 0;
        tiedNegatives += row.positive ? 0 : row.weight;
      }
      area += tiedPositives * (below + tiedNegatives / 2);
      below += tiedNegatives;
      positives += tiedPositives;
    }
    return area / (positives * below);
  }
}

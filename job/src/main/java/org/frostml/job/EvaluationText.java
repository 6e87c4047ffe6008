package org.frostml.job;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.frostml.train.ClassEvaluation;
import org.frostml.train.Evaluation;
import org.frostml.train.ValueEvaluation;

/** An evaluation for a person. */
final class EvaluationText {
  /** A confusion matrix of more classes fits no screen. */
  private static final int MOST_COLUMNS = 20;

  /** Of many classes only those pairs are shown that are confused most often. */
  private static final int PAIRS = 10;

  /** What would show in the last digit. */
  private static final double LEAST_ERROR = 5e-5;

  private EvaluationText() {}

  static void print(Evaluation evaluation, PrintWriter out) {
    out.println();
    if (evaluation instanceof ValueEvaluation values) {
      print(values, out);
    } else {
      print((ClassEvaluation) evaluation, out);
    }
    out.flush();
  }

  private static void print(ValueEvaluation values, PrintWriter out) {
    out.println("output        RMSE         MAE          R2");
    for (int k = 0; values.outputs() > 1 && k < values.outputs(); k++) {
      line(out, Integer.toString(k), values.rmse(k), values.mae(k), values.r2(k));
    }
    line(out, values.outputs() > 1 ? "all" : "value", values.rmse(), values.mae(), values.r2());
  }

  private static void line(PrintWriter out, String name, double rmse, double mae, double r2) {
    out.printf(Locale.ROOT, "%-6s  %10.5g  %10.5g  %10.4f%n", name, rmse, mae, r2);
  }

  private static void print(ClassEvaluation classes, PrintWriter out) {
    boolean areas = classes.isOfLabels();
    out.println(
        (areas ? "label" : "class")
            + "   examples  precision    recall        F1"
            + (areas ? "     AUC    AUPR" : ""));
    for (int k = 0; k < classes.classes(); k++) {
      out.printf(
          Locale.ROOT,
          "%5d %10.0f   %s  %s  %s%s%n",
          k,
          classes.actual(k),
          percent(classes.precision(k)),
          percent(classes.recall(k)),
          percent(classes.f1(k)),
          areas ? area(classes.auc(k)) + area(classes.aupr(k)) : "");
    }
    out.printf(
        Locale.ROOT,
        " mean              %s  %s  %s%s%n",
        percent(classes.macroPrecision()),
        percent(classes.macroRecall()),
        percent(classes.macroF1()),
        areas ? area(classes.auc()) + area(classes.aupr()) : "");
    if (classes.isRanked() && classes.areaError() >= LEAST_ERROR) {
      out.printf(
          Locale.ROOT,
          "AUC and AUPR are within %.4f: so many scores are rounded%n",
          classes.areaError());
    }
    if (!classes.isOfLabels()) {
      confusion(classes, out);
    }
  }

  /** Where the examples tell one. */
  private static String area(double area) {
    return Double.isNaN(area) ? "       -" : String.format(Locale.ROOT, "  %.4f", area);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%6.2f %%", 100 * share);
  }

  private static void confusion(ClassEvaluation classes, PrintWriter out) {
    int count = classes.classes();
    out.println();
    if (count > MOST_COLUMNS) {
      out.println("confused most often: actual class, predicted class, examples");
      pairs(classes)
          .limit(PAIRS)
          .forEach(
              pair ->
                  out.printf(
                      Locale.ROOT, "%5d %5d %10.0f%n", pair.actual, pair.predicted, pair.count));
      return;
    }
    out.println("confusion: a line for each actual class, a column for each predicted one");
    out.print("     ");
    for (int predicted = 0; predicted < count; predicted++) {
      out.printf(Locale.ROOT, " %6d", predicted);
    }
    out.println();
    for (int actual = 0; actual < count; actual++) {
      out.printf(Locale.ROOT, "%5d", actual);
      for (int predicted = 0; predicted < count; predicted++) {
        out.printf(Locale.ROOT, " %6.0f", classes.confusion(actual, predicted));
      }
      out.println();
    }
  }

  private record Pair(int actual, int predicted, double count) {}

  private static Stream<Pair> pairs(ClassEvaluation classes) {
    Stream.Builder<Pair> pairs = Stream.builder();
    for (int actual = 0; actual < classes.classes(); actual++) {
      for (int predicted = 0; predicted < classes.classes(); predicted++) {
        double count = classes.confusion(actual, predicted);
        if (actual != predicted && count > 0) {
          pairs.add(new Pair(actual, predicted, count));
        }
      }
    }
    return pairs.build().sorted(Comparator.comparingDouble(Pair::count).reversed());
  }
}

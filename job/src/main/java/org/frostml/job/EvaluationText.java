package org.frostml.job;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.frostml.Text;
import org.frostml.nn.Labels;
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

  /** Of a name; what is longer is cut. */
  private static final int MOST_LETTERS = 24;

  /** Numbers of a confusion matrix. */
  private static final int LEAST_COLUMN = 6;

  private final List<String> names;
  private final PrintWriter out;

  private EvaluationText(List<String> names, PrintWriter out) {
    this.names = names;
    this.out = out;
  }

  /**
   * Prints it.
   *
   * @param labels what its classes, labels or values are called
   */
  static void print(Evaluation evaluation, Labels labels, PrintWriter out) {
    List<String> names = labels.names().stream().map(EvaluationText::cut).toList();
    EvaluationText text = new EvaluationText(names, out);
    out.println();
    if (evaluation instanceof ValueEvaluation values) {
      text.print(values);
    } else {
      text.print((ClassEvaluation) evaluation);
    }
    out.flush();
  }

  private static String cut(String name) {
    String line = Text.oneLine(name);
    return line.length() > MOST_LETTERS ? line.substring(0, MOST_LETTERS - 3) + "..." : line;
  }

  /** Of all names and some words, and no less than a width. */
  private int width(int least, String... words) {
    return Stream.concat(names.stream(), Stream.of(words))
        .mapToInt(String::length)
        .reduce(least, Math::max);
  }

  private static String left(String word, int width) {
    return word + " ".repeat(width - word.length());
  }

  private static String right(String word, int width) {
    return " ".repeat(Math.max(0, width - word.length())) + word;
  }

  private void print(ValueEvaluation values) {
    int width = width(0, "output");
    out.println(left("output", width) + "        RMSE         MAE          R2");
    for (int k = 0; k < values.outputs(); k++) {
      line(left(names.get(k), width), values.rmse(k), values.mae(k), values.r2(k));
    }
    if (values.outputs() > 1) {
      line(left("all", width), values.rmse(), values.mae(), values.r2());
    }
  }

  private void line(String name, double rmse, double mae, double r2) {
    out.printf(Locale.ROOT, "%s  %10.5g  %10.5g  %10.4f%n", name, rmse, mae, r2);
  }

  private void print(ClassEvaluation classes) {
    boolean areas = classes.isOfLabels();
    String title = areas ? "label" : "class";
    int width = width(0, title);
    out.println(
        right(title, width)
            + "   examples  precision    recall        F1"
            + (areas ? "     AUC    AUPR" : ""));
    for (int k = 0; k < classes.classes(); k++) {
      out.printf(
          Locale.ROOT,
          "%s %10.0f   %s  %s  %s%s%n",
          right(names.get(k), width),
          classes.actual(k),
          percent(classes.precision(k)),
          percent(classes.recall(k)),
          percent(classes.f1(k)),
          areas ? area(classes.auc(k)) + area(classes.aupr(k)) : "");
    }
    out.printf(
        Locale.ROOT,
        "%s              %s  %s  %s%s%n",
        right("mean", width),
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
      confusion(classes);
    }
  }

  /** Where the examples tell one. */
  private static String area(double area) {
    return Double.isNaN(area) ? "       -" : String.format(Locale.ROOT, "  %.4f", area);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%6.2f %%", 100 * share);
  }

  private void confusion(ClassEvaluation classes) {
    int count = classes.classes();
    int width = width(5);
    out.println();
    if (count > MOST_COLUMNS) {
      out.println("confused most often: actual class, predicted class, examples");
      pairs(classes)
          .limit(PAIRS)
          .forEach(
              pair ->
                  out.printf(
                      Locale.ROOT,
                      "%s %s %10.0f%n",
                      right(names.get(pair.actual), width),
                      right(names.get(pair.predicted), width),
                      pair.count));
      return;
    }
    out.println("confusion: a line for each actual class, a column for each predicted one");
    out.print(" ".repeat(width));
    int column = width(LEAST_COLUMN);
    for (int predicted = 0; predicted < count; predicted++) {
      out.print(" " + right(names.get(predicted), column));
    }
    out.println();
    for (int actual = 0; actual < count; actual++) {
      out.print(right(names.get(actual), width));
      for (int predicted = 0; predicted < count; predicted++) {
        String number = String.format(Locale.ROOT, "%.0f", classes.confusion(actual, predicted));
        out.print(" " + right(number, column));
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

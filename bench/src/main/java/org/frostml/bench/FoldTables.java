package org.frostml.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A comparison for people: means over folds and their deviations, and who is where. */
final class FoldTables {
  private static final String TUNED = ", tuned";

  private FoldTables() {}

  /** The mean and the deviation of some numbers. */
  record Spread(double mean, double deviation) {
    static Spread of(double[] numbers) {
      double mean = 0;
      for (double number : numbers) {
        mean += number / numbers.length;
      }
      double squares = 0;
      for (double number : numbers) {
        squares += (number - mean) * (number - mean);
      }
      return new Spread(mean, numbers.length < 2 ? 0 : Math.sqrt(squares / (numbers.length - 1)));
    }
  }

  /** A method on a table, on all folds. */
  private record Line(String name, List<FoldOutcome> outcomes) {
    Spread score(String measure) {
      return Spread.of(
          outcomes.stream().mapToDouble(outcome -> outcome.scores().get(measure)).toArray());
    }

    double seconds() {
      double[] sorted = outcomes.stream().mapToDouble(FoldOutcome::seconds).sorted().toArray();
      return Bench.median(sorted);
    }

    double bytes() {
      return outcomes.stream().mapToLong(FoldOutcome::bytes).max().orElse(0);
    }

    boolean isTree() {
      return !name.startsWith(FoldMethods.FROST)
          && !name.startsWith(FoldMethods.LINEAR)
          && !name.startsWith(FoldMethods.MLP);
    }
  }

  /** All methods on a table, in the order of the methods. */
  static BenchTable of(FoldTable table, List<FoldOutcome> outcomes, List<FoldMethod> methods) {
    List<String> measures = measures(outcomes);
    List<String> columns = new ArrayList<>(List.of("method"));
    columns.addAll(measures);
    columns.addAll(List.of("seconds", "KB"));
    List<List<String>> rows = new ArrayList<>();
    for (FoldMethod method : methods) {
      lines(outcomes, method.name()).forEach(line -> rows.add(row(line, measures)));
      if (!method.does(table.task())) {
        List<String> none = new ArrayList<>(List.of(method.name()));
        columns.stream().skip(1).forEach(column -> none.add("n/a"));
        rows.add(none);
      }
    }
    return new BenchTable(
        "comparison " + table.name(),
        table.name().substring(0, 1).toUpperCase(Locale.ROOT) + table.name().substring(1),
        "Means over "
            + Fold.COUNT
            + " folds and their deviations; seconds of a fit, median; the model as it is saved.",
        columns,
        rows);
  }

  private static List<String> measures(List<FoldOutcome> outcomes) {
    return List.copyOf(outcomes.get(0).scores().keySet());
  }

  /** A method's line by its defaults, and the one of chosen settings. */
  private static List<Line> lines(List<FoldOutcome> outcomes, String method) {
    Map<String, List<FoldOutcome>> lines =
        outcomes.stream()
            .filter(outcome -> outcome.method().equals(method))
            .collect(
                Collectors.groupingBy(
                    outcome -> method + (outcome.tuned() ? TUNED : ""),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return lines.entrySet().stream()
        .map(entry -> new Line(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static List<String> row(Line line, List<String> measures) {
    List<String> row = new ArrayList<>(List.of(line.name));
    measures.forEach(measure -> row.add(text(measure, line.score(measure))));
    row.add(Bench.number(line.seconds(), 1));
    row.add(Bench.number(line.bytes() / 1e3, 0));
    return row;
  }

  private static String text(String measure, Spread spread) {
    if (Double.isNaN(spread.mean)) {
      return "diverges";
    }
    if (measure.equals(FoldScores.ACCURACY)) {
      return Bench.number(100 * spread.mean, 2)
          + " ± "
          + Bench.number(100 * spread.deviation, 2)
          + " %";
    }
    int decimals = measure.equals(FoldScores.RMSE) ? 0 : 4;
    return Bench.number(spread.mean, decimals) + " ± " + Bench.number(spread.deviation, decimals);
  }

  /** Where Frost stands on every table by every measure, all methods tuned. */
  static BenchTable standing(List<FoldTable> tables, FoldLog log, List<FoldMethod> methods) {
    List<List<String>> rows = new ArrayList<>();
    for (FoldTable table : tables) {
      List<FoldOutcome> outcomes = log.of(table).stream().filter(FoldOutcome::tuned).toList();
      if (!outcomes.isEmpty()) {
        for (String measure : measures(outcomes)) {
          standing(table, measure, outcomes, methods).ifPresent(rows::add);
        }
      }
    }
    return new BenchTable(
        "comparison standing",
        "Where Frost stands",
        "All tuned, means over folds. A deviation is Frost's own over the folds.",
        List.of(
            "table, measure", "Frost", "best of MLlib's linear and MLP", "best trees", "Frost is"),
        rows);
  }

  private static Optional<List<String>> standing(
      FoldTable table, String measure, List<FoldOutcome> outcomes, List<FoldMethod> methods) {
    List<Line> lines =
        methods.stream().flatMap(method -> lines(outcomes, method.name()).stream()).toList();
    Optional<Line> frost =
        lines.stream().filter(line -> line.name.startsWith(FoldMethods.FROST)).findFirst();
    Optional<Line> plain =
        best(
            measure,
            lines.stream().filter(line -> !line.isTree() && line != frost.orElse(null)).toList());
    Optional<Line> trees = best(measure, lines.stream().filter(Line::isTree).toList());
    if (frost.isEmpty() || plain.isEmpty() || trees.isEmpty()) {
      return Optional.empty();
    }
    Spread own = frost.get().score(measure);
    return Optional.of(
        List.of(
            table.name() + ", " + measure,
            text(measure, own),
            shown(measure, plain.get()),
            shown(measure, trees.get()),
            verdict(measure, own, plain.get(), "MLlib's linear and MLP")
                + "; "
                + verdict(measure, own, trees.get(), "trees")));
  }

  private static Optional<Line> best(String measure, List<Line> lines) {
    return lines.stream().max((a, b) -> Double.compare(goodness(measure, a), goodness(measure, b)));
  }

  private static double goodness(String measure, Line line) {
    double mean = line.score(measure).mean;
    if (Double.isNaN(mean)) {
      return Double.NEGATIVE_INFINITY;
    }
    return FoldScores.isUpward(measure) ? mean : -mean;
  }

  private static String shown(String measure, Line line) {
    return text(measure, line.score(measure)) + " (" + line.name.replace(TUNED, "") + ")";
  }

  private static String verdict(String measure, Spread own, Line other, String who) {
    double ahead = own.mean - other.score(measure).mean;
    double gain = FoldScores.isUpward(measure) ? ahead : -ahead;
    if (Double.isNaN(gain)) {
      return "not comparable with " + who;
    }
    return (gain > own.deviation
            ? "above "
            : gain < -own.deviation ? "below " : "within a deviation of ")
        + who;
  }

  /** The settings that were chosen, and how often. */
  static BenchTable chosen(List<FoldTable> tables, FoldLog log) {
    List<List<String>> rows = new ArrayList<>();
    for (FoldTable table : tables) {
      Map<String, Long> counts =
          log.of(table).stream()
              .filter(FoldOutcome::tuned)
              .collect(
                  Collectors.groupingBy(
                      outcome -> outcome.method() + " " + outcome.setting(),
                      LinkedHashMap::new,
                      Collectors.counting()));
      counts.forEach(
          (setting, count) -> rows.add(List.of(table.name(), setting, Long.toString(count))));
    }
    return new BenchTable(
        "comparison settings",
        "Settings that were chosen",
        "On a quarter of the rows to train on, out of "
            + FoldMethods.SETTINGS
            + " for each method, by "
            + FoldScores.LOG_LOSS
            + " or "
            + FoldScores.RMSE
            + ".",
        List.of("table", "setting", "folds"),
        rows);
  }
}

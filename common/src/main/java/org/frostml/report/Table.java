package org.frostml.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.frostml.nn.Measure;

/**
 * The means of groups as a table in Markdown, for a document. Of those that were not trained to
 * their end the row says so.
 */
final class Table {
  private static final String COSTS =
      " | density, % | its mean over the run, % | trainFlopsRatio | seconds |\n";

  private Table() {}

  static String of(List<Group> groups, Measure measure) {
    List<Column> columns = new ArrayList<>();
    columns.add(
        groups.stream().allMatch(group -> group.quality(measure) == null)
            ? new Column("training loss", Table::trainLoss)
            : Column.of(measure));
    Group.beside(groups, measure).forEach(each -> columns.add(Column.of(each)));
    StringBuilder table = new StringBuilder("| run");
    columns.forEach(column -> table.append(" | ").append(column.title));
    table.append(COSTS).append("|---".repeat(columns.size() + 5)).append("|\n");
    groups.forEach(group -> table.append(row(group, columns)));
    return table.toString();
  }

  /** How good a network is. */
  private record Column(String title, Function<Group, String> cell) {
    static Column of(Measure measure) {
      return new Column(
          "test " + Table.title(measure), group -> quality(group.quality(measure), measure));
    }
  }

  private static String title(Measure measure) {
    return measure.title() + (measure.isShare() ? ", %" : "");
  }

  private static String row(Group group, List<Column> columns) {
    Stream<String> qualities = columns.stream().map(column -> column.cell.apply(group));
    Stream<String> costs =
        Stream.of(
            mean(group, "density", 100, "%.2f"),
            mean(group, "meanDensity", 100, "%.2f"),
            mean(group, "trainFlopsRatio", 1, "%.4f"),
            mean(group, "seconds", 1, "%.1f"));
    return Stream.of(Stream.of(name(group)), qualities, costs)
        .flatMap(cells -> cells)
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String name(Group group) {
    String label = group.label().isEmpty() ? "run" : cell(group.label());
    return group.done() ? label : label + " (not to its end)";
  }

  /** A text that stays in its cell, in its line. */
  private static String cell(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").replaceAll("[\\\\|]", "\\\\$0");
  }

  private static String quality(SampleMean quality, Measure measure) {
    return quality == null ? "" : Figures.quality(measure, quality).replace(" %", "");
  }

  private static String trainLoss(Group group) {
    return mean(group, TrialResult.TRAIN_LOSS, 1, "%.4f");
  }

  private static String mean(Group group, String measure, double scale, String format) {
    SampleMean moments = group.measures().get(measure);
    return moments == null ? "" : String.format(Locale.ROOT, format, scale * moments.mean());
  }
}

package org.frostml.report;

import java.util.List;
import java.util.Locale;
import org.frostml.nn.Measure;

/**
 * The means of groups as a table in Markdown, for a document. Of those that were not trained to
 * their end the row says so.
 */
final class Table {
  private static final String HEAD =
      """
      | run | test %s | density, % | its mean over the run, % | trainFlopsRatio | seconds |
      |---|---|---|---|---|---|
      """;

  private Table() {}

  static String of(List<Group> groups, Measure measure) {
    String quality = measure.title() + (measure.isShare() ? ", %" : "");
    StringBuilder table = new StringBuilder(HEAD.replace("%s", quality));
    groups.forEach(group -> table.append(row(group, measure)));
    return table.toString();
  }

  private static String row(Group group, Measure measure) {
    return "| "
        + String.join(
            " | ",
            name(group),
            quality(group.quality(measure), measure),
            mean(group, "density", 100, "%.2f"),
            mean(group, "meanDensity", 100, "%.2f"),
            mean(group, "trainFlopsRatio", 1, "%.4f"),
            mean(group, "seconds", 1, "%.1f"))
        + " |\n";
  }

  private static String name(Group group) {
    String label = group.label().isEmpty() ? "run" : cell(group.label());
    return group.done() ? label : label + " (not to its end)";
  }

  /** A text that stays in its cell, in its line. */
  private static String cell(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").replaceAll("[\\\\|]", "\\\\$0");
  }

  private static String quality(Moments quality, Measure measure) {
    return quality == null ? "" : Figures.quality(measure, quality).replace(" %", "");
  }

  private static String mean(Group group, String measure, double scale, String format) {
    Moments moments = group.measures().get(measure);
    return moments == null ? "" : String.format(Locale.ROOT, format, scale * moments.mean());
  }
}

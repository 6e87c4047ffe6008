package org.frostml.bench;

import java.util.List;

/**
 * One table of a benchmark: bench.json holds it, a terminal and a page show it.
 *
 * @param name for machines
 * @param note what a reader must know to believe it
 * @param rows as many cells as there are columns
 */
record BenchTable(
    String name, String title, String note, List<String> columns, List<List<String>> rows) {
  /** The table in Markdown, from its title on. */
  String markdown() {
    StringBuilder page = new StringBuilder("### " + title + "\n\n" + note + "\n\n");
    line(page, columns);
    line(page, columns.stream().map(column -> "---").toList());
    rows.forEach(row -> line(page, row));
    return page.append('\n').toString();
  }

  private static void line(StringBuilder page, List<String> cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** The table for a terminal. */
  String text() {
    StringBuilder page = new StringBuilder("\n" + title + "\n" + note + "\n\n");
    int[] widths = new int[columns.size()];
    for (int c = 0; c < widths.length; c++) {
      int column = c;
      widths[c] =
          Math.max(
              columns.get(c).length(),
              rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    }
    padded(page, columns, widths);
    rows.forEach(row -> padded(page, row, widths));
    return page.toString();
  }

  private static void padded(StringBuilder page, List<String> cells, int[] widths) {
    for (int c = 0; c < widths.length; c++) {
      String blank = " ".repeat(widths[c] - cells.get(c).length());
      // Names to the left, numbers to the right.
      page.append(c == 0 ? cells.get(c) + blank : "  " + blank + cells.get(c));
    }
    page.append('\n');
  }
}

package org.frostml.job;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What benchmarks found, for people: the README's section on performance and the page behind it.
 */
final class BenchPage {
  private static final String BEGIN = "<!-- from docs/bench by frost bench --render -->\n";
  private static final String END = "<!-- the end of what is rendered -->\n";

  private BenchPage() {}

  /** The README with its section made anew. */
  static String readme(String readme, List<Bench> benches) {
    int begin = readme.indexOf(BEGIN);
    int end = readme.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the README lacks the lines around what is rendered");
    }
    return readme.substring(0, begin + BEGIN.length()) + summary(benches) + readme.substring(end);
  }

  /** One table, a column a benchmark. */
  static String summary(List<Bench> benches) {
    StringBuilder page = new StringBuilder("| what |");
    benches.forEach(bench -> page.append(" JDK ").append(jdk(bench)).append(" |"));
    page.append("\n|---|").append("---|".repeat(benches.size())).append('\n');
    Set<String> names = new LinkedHashSet<>();
    benches.forEach(bench -> names.addAll(bench.summary().keySet()));
    for (String name : names) {
      page.append("| ").append(name).append(" |");
      benches.forEach(
          bench -> page.append(' ').append(bench.summary().getOrDefault(name, "")).append(" |"));
      page.append('\n');
    }
    page.append('\n').append(benches.get(0).machine()).append(". To repeat it:\n\n```\n");
    return page.append(benches.get(0).command()).append("\n```\n").toString();
  }

  /** Every table of every benchmark. */
  static String tables(List<Bench> benches) {
    List<String> pages = new ArrayList<>();
    pages.add("# Performance\n\nRendered from docs/bench by `frost bench --render`.\n");
    for (Bench bench : benches) {
      StringBuilder page = new StringBuilder();
      page.append("## JDK ").append(jdk(bench)).append("\n\n");
      page.append(bench.machine()).append("; Java ").append(bench.java());
      page.append(", Spark ").append(bench.spark()).append(", ");
      page.append(bench.kernels()).append(" kernels.\n\n```\n");
      page.append(bench.command()).append("\n```\n\n");
      bench.tables().forEach(table -> page.append(table.markdown()));
      pages.add(page.toString());
    }
    return String.join("\n", pages).strip() + "\n";
  }

  private static int jdk(Bench bench) {
    return Runtime.Version.parse(bench.java()).feature();
  }
}

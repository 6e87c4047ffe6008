package org.frostml.bench;

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
    return rendered(readme, summary(timings(benches)));
  }

  /** The page about the cost model with its section made anew. */
  static String scaling(String page, List<Bench> benches) {
    StringBuilder tables = new StringBuilder();
    benches.stream().filter(Bench::isModel).forEach(bench -> tables.append(section(bench)));
    return rendered(page, tables.toString());
  }

  /** Those that are not of the cost model, which has a page of its own. */
  private static List<Bench> timings(List<Bench> benches) {
    return benches.stream().filter(bench -> !bench.isModel()).toList();
  }

  private static String rendered(String page, String section) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the page lacks the lines around what is rendered");
    }
    return page.substring(0, begin + BEGIN.length()) + section + page.substring(end);
  }

  /** One table, a column a benchmark. */
  static String summary(List<Bench> benches) {
    StringBuilder page = new StringBuilder("| what |");
    benches.forEach(
        bench ->
            page.append(" JDK ")
                .append(jdk(bench))
                .append(", ")
                .append(processor(bench))
                .append(" |"));
    page.append("\n|---|").append("---|".repeat(benches.size())).append('\n');
    Set<String> names = new LinkedHashSet<>();
    benches.forEach(bench -> names.addAll(bench.summary().keySet()));
    for (String name : names) {
      page.append("| ").append(name).append(" |");
      benches.forEach(
          bench -> page.append(' ').append(bench.summary().getOrDefault(name, "")).append(" |"));
      page.append('\n');
    }
    page.append(
        "\nA column is a run on one machine; shared ones, two cores each. To repeat it:\n\n```\n");
    return page.append(benches.get(0).command()).append("\n```\n").toString();
  }

  /** Every table of every benchmark. */
  static String tables(List<Bench> benches) {
    List<String> pages = new ArrayList<>();
    pages.add("# Performance\n\nRendered from docs/bench by `frost bench --render`.\n");
    timings(benches).forEach(bench -> pages.add(section(bench)));
    return String.join("\n", pages).strip() + "\n";
  }

  private static String section(Bench bench) {
    StringBuilder page = new StringBuilder();
    page.append("## JDK ").append(jdk(bench)).append(", ");
    page.append(processor(bench)).append("\n\n");
    page.append(bench.machine()).append("; Java ").append(bench.java());
    page.append(", Spark ").append(bench.spark()).append(", ");
    page.append(bench.kernels()).append(" kernels.\n\n```\n");
    page.append(bench.command()).append("\n```\n\n");
    bench.tables().forEach(table -> page.append(table.markdown()));
    return page.toString();
  }

  /** The machine without cores and memory. */
  private static String processor(Bench bench) {
    return bench.machine().split(",")[0];
  }

  private static int jdk(Bench bench) {
    return Runtime.Version.parse(bench.java()).feature();
  }
}

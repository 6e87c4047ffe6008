package org.frostml.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.frostml.kernel.Kernels;

/**
 * What benchmarks found, for people: docs/performance.md, docs/convolutions.md, docs/scaling.md for
 * the cost model, and docs/comparison.md beside other methods.
 */
final class BenchPage {
  static final String BEGIN = "<!-- from docs/bench by frost bench --render -->\n";
  static final String END = "<!-- the end of what is rendered -->\n";

  private BenchPage() {}

  /** The page about times with its tables rendered again: a summary, then every benchmark. */
  static String performance(String page, List<Bench> benches) {
    // The others have pages of their own.
    List<Bench> timings =
        benches.stream()
            .filter(bench -> !bench.isModel() && !bench.isComparison() && !bench.isOfConvolutions())
            .toList();
    return rendered(page, summary(timings) + "\n" + sections(timings));
  }

  /** The page about the cost model with its tables rendered again. */
  static String scaling(String page, List<Bench> benches) {
    return rendered(page, sections(benches.stream().filter(Bench::isModel).toList()));
  }

  /** The page that compares Frost with others, its tables rendered again. */
  static String comparison(String page, List<Bench> benches) {
    return rendered(page, tables(benches.stream().filter(Bench::isComparison).toList()));
  }

  /** The page about convolutions with its tables rendered again. */
  static String convolutions(String page, List<Bench> benches) {
    return rendered(page, sections(benches.stream().filter(Bench::isOfConvolutions).toList()));
  }

  /** Every table of every benchmark, each with where it is from. */
  private static String tables(List<Bench> benches) {
    StringBuilder section = new StringBuilder();
    for (Bench bench : benches) {
      bench.tables().forEach(table -> section.append(table.markdown()));
      about(bench, section);
    }
    return section.toString();
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
  private static String sections(List<Bench> benches) {
    StringBuilder sections = new StringBuilder();
    benches.forEach(bench -> sections.append(section(bench)));
    return sections.toString();
  }

  private static String section(Bench bench) {
    StringBuilder page = new StringBuilder();
    page.append("## JDK ").append(jdk(bench)).append(", ");
    page.append(processor(bench));
    page.append(bench.kernels().endsWith(Kernels.ROUNDED) ? ", bfloat16\n\n" : "\n\n");
    about(bench, page);
    bench.tables().forEach(table -> page.append(table.markdown()));
    return page.toString();
  }

  /** On what it was measured, and how to repeat it. */
  private static void about(Bench bench, StringBuilder page) {
    page.append(bench.machine()).append("; Java ").append(bench.java());
    page.append(", Spark ").append(bench.spark()).append(", ");
    page.append(bench.kernels()).append(" kernels.\n\n```\n");
    page.append(bench.command()).append("\n```\n\n");
  }

  /** The machine without cores and memory. */
  private static String processor(Bench bench) {
    return bench.machine().split(",")[0];
  }

  private static int jdk(Bench bench) {
    return Runtime.Version.parse(bench.java()).feature();
  }
}

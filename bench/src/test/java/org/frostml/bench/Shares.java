package org.frostml.bench;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs a benchmark class and says what share of the peak, measured in the same run, each got. */
final class Shares {
  private Shares() {}

  static void run(Class<?> benchmarks, String[] patterns) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    for (String pattern : patterns.length == 0 ? new String[] {""} : patterns) {
      options.include(benchmarks.getSimpleName() + ".*" + pattern);
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    double peak =
        results.stream()
            .filter(result -> name(result).endsWith(".peak"))
            .mapToDouble(Shares::rate)
            .max()
            .orElse(Double.NaN);
    System.out.printf("%n%-60s %8s %12s%n", "benchmark", "GF/s", "of the peak");
    for (RunResult result : results) {
      System.out.printf(
          Locale.ROOT,
          "%-60s %8.1f %10.1f %%%n",
          name(result) + parameters(result),
          rate(result),
          100 * rate(result) / peak);
    }
  }

  private static String name(RunResult result) {
    return result.getParams().getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1");
  }

  private static String parameters(RunResult result) {
    StringBuilder text = new StringBuilder();
    for (String key : result.getParams().getParamsKeys()) {
      text.append(' ').append(result.getParams().getParam(key));
    }
    return text.toString();
  }

  private static double rate(RunResult result) {
    return result.getSecondaryResults().get("gigaflops").getScore();
  }
}

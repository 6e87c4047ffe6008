package org.frostml.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Seconds of contenders that ran in turn, by name; a round below zero warms up. */
final class BenchTurns {
  /** The columns of {@link #epochs}. */
  static final List<String> EPOCHS =
      List.of("what", "seconds, median", "least - most", "examples/s", "times the first");

  private final int rounds;
  private final Map<String, double[]> seconds = new LinkedHashMap<>();

  BenchTurns(int rounds) {
    this.rounds = rounds;
  }

  void add(int round, String name, double taken) {
    double[] all = seconds.computeIfAbsent(name, n -> new double[rounds]);
    if (round >= 0) {
      all[round] = taken;
    }
  }

  double median(String name) {
    return Bench.median(sorted(name));
  }

  /** The median of the contender that was added first. */
  double first() {
    return median(seconds.keySet().iterator().next());
  }

  private double[] sorted(String name) {
    double[] all = seconds.get(name).clone();
    Arrays.sort(all);
    return all;
  }

  /** For every contender its name, its median and its range, with that many decimals. */
  List<List<String>> rows(int decimals) {
    List<List<String>> rows = new ArrayList<>();
    for (String name : seconds.keySet()) {
      double[] all = sorted(name);
      rows.add(
          List.of(
              name,
              Bench.number(median(name), decimals),
              Bench.number(all[0], decimals) + " - " + Bench.number(all[rounds - 1], decimals)));
    }
    return rows;
  }

  /** The same of epochs of so many examples, with what they are in a second. */
  List<List<String>> epochs(int examples) {
    List<List<String>> rows = new ArrayList<>();
    for (List<String> row : rows(3)) {
      double seconds = median(row.get(0));
      rows.add(
          List.of(
              row.get(0),
              row.get(1),
              row.get(2),
              Bench.number(examples / seconds, 0),
              Bench.number(seconds / first(), 1)));
    }
    return rows;
  }
}

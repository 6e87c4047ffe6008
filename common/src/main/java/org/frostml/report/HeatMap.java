package org.frostml.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.frostml.nn.Measure;

/**
 * Quality on test examples over two swept keys.
 *
 * @param x the key along the columns
 * @param y the key along the rows
 * @param xs its values, numbers ascending
 * @param cells those that hold a trial
 */
record HeatMap(String x, String y, List<Object> xs, List<Object> ys, List<Cell> cells) {
  /** More values than this cannot be read in a row. */
  private static final int MOST_VALUES = 20;

  private static final List<String> FIRST = List.of("freeze.m", "density.lambda");

  /**
   * One pair of values.
   *
   * @param x the place among the columns' values
   * @param quality over seeds and whatever else varies
   */
  record Cell(int x, int y, SampleMean quality) {}

  /**
   * One of every pair of keys that have several values together; the first is the one to show
   * first.
   */
  static List<HeatMap> of(List<TrialResult> trials, List<String> varying, Measure measure) {
    List<TrialResult> results = trials.stream().filter(TrialResult::hasResult).toList();
    List<String> keys = ordered(varying);
    List<HeatMap> maps = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      for (int j = i + 1; j < keys.size(); j++) {
        of(results, keys.get(i), keys.get(j), measure).ifPresent(maps::add);
      }
    }
    return maps;
  }

  /** The method's own keys before all others, names of cases and folders after them. */
  private static List<String> ordered(List<String> keys) {
    List<String> all = new ArrayList<>();
    if (keys.containsAll(FIRST)) {
      all.addAll(FIRST);
    }
    keys.stream().filter(key -> !TrialResult.isName(key)).forEach(all::add);
    all.addAll(keys);
    return all.stream().distinct().toList();
  }

  private static boolean isReadable(List<Object> xs, List<Object> ys) {
    return Math.min(xs.size(), ys.size()) > 1 && Math.max(xs.size(), ys.size()) <= MOST_VALUES;
  }

  /** That of two keys, unless they have too few values, or too many to be read. */
  private static Optional<HeatMap> of(List<TrialResult> all, String x, String y, Measure measure) {
    List<TrialResult> trials =
        all.stream()
            .filter(trial -> trial.params().get(x) != null && trial.params().get(y) != null)
            .toList();
    List<Object> xs = values(trials, x);
    List<Object> ys = values(trials, y);
    if (!isReadable(xs, ys)) {
      return Optional.empty();
    }
    Map<List<Object>, List<TrialResult>> together =
        trials.stream()
            .collect(
                Collectors.groupingBy(
                    trial -> List.of(trial.params().get(x), trial.params().get(y))));
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < xs.size(); i++) {
      for (int j = 0; j < ys.size(); j++) {
        List<TrialResult> here = together.getOrDefault(List.of(xs.get(i), ys.get(j)), List.of());
        SampleMean quality =
            SampleMean.of(
                Group.counted(here).stream().map(trial -> trial.number(measure.key())).toList());
        if (quality != null) {
          cells.add(new Cell(i, j, quality));
        }
      }
    }
    return Optional.of(new HeatMap(x, y, xs, ys, cells));
  }

  /** Numbers by size; anything else as it came. */
  private static List<Object> values(List<TrialResult> trials, String key) {
    List<Object> values = trials.stream().map(trial -> trial.params().get(key)).distinct().toList();
    if (!values.stream().allMatch(Number.class::isInstance)) {
      return values;
    }
    return values.stream()
        .sorted(Comparator.comparingDouble(value -> ((Number) value).doubleValue()))
        .toList();
  }
}

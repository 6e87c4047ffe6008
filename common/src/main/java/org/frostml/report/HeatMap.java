package org.frostml.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    List<TrialResult> counted =
        Group.of(trials, varying).stream()
            .map(group -> group.trials().stream().map(trials::get).toList())
            .flatMap(group -> Group.counted(group).stream())
            .filter(TrialResult::hasResult)
            .toList();
    List<String> keys = ordered(varying);
    List<HeatMap> maps = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      for (int j = i + 1; j < keys.size(); j++) {
        HeatMap map = of(counted, keys.get(i), keys.get(j), measure);
        if (map.isReadable()) {
          maps.add(map);
        }
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

  private boolean isReadable() {
    return Math.min(xs.size(), ys.size()) > 1 && Math.max(xs.size(), ys.size()) <= MOST_VALUES;
  }

  private static HeatMap of(List<TrialResult> all, String x, String y, Measure measure) {
    List<TrialResult> trials =
        all.stream()
            .filter(trial -> trial.params().get(x) != null && trial.params().get(y) != null)
            .toList();
    List<Object> xs = values(trials, x);
    List<Object> ys = values(trials, y);
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < xs.size(); i++) {
      for (int j = 0; j < ys.size(); j++) {
        Object column = xs.get(i);
        Object row = ys.get(j);
        SampleMean quality =
            SampleMean.of(
                trials.stream()
                    .filter(trial -> column.equals(trial.params().get(x)))
                    .filter(trial -> row.equals(trial.params().get(y)))
                    .map(trial -> trial.number(measure.key()))
                    .toList());
        if (quality != null) {
          cells.add(new Cell(i, j, quality));
        }
      }
    }
    return new HeatMap(x, y, xs, ys, cells);
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

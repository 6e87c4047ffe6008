package org.frostml.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.frostml.nn.Measure;

/**
 * Trials that differ by their seed only. Its numbers are those of the trials that are done; where
 * none is, of those that ended, or were read, earlier.
 *
 * @param label for legends
 * @param trials all of them, by their places in the page
 * @param states how many trials ended how
 * @param done whether the numbers are of trials that are done
 * @param measures by name
 */
record Group(
    String label,
    Map<String, Object> params,
    List<Integer> trials,
    Map<String, Integer> states,
    boolean done,
    Map<String, SampleMean> measures) {

  /** All groups, in the order of their first trials. */
  static List<Group> of(List<TrialResult> trials, List<String> varying) {
    Map<Map<String, Object>, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < trials.size(); i++) {
      places.computeIfAbsent(trials.get(i).params(), params -> new ArrayList<>()).add(i);
    }
    return places.values().stream().map(group -> of(trials, varying, group)).toList();
  }

  private static Group of(List<TrialResult> trials, List<String> varying, List<Integer> places) {
    List<TrialResult> all = places.stream().map(trials::get).toList();
    List<TrialResult> counted = counted(all);
    Map<String, Integer> states = new TreeMap<>();
    all.forEach(trial -> states.merge(trial.state(), 1, Integer::sum));
    return new Group(
        all.get(0).label(varying),
        all.get(0).params(),
        places,
        states,
        !counted.isEmpty() && counted.get(0).isDone(),
        measures(counted));
  }

  /** Those whose numbers may be averaged: never of different lengths. */
  static List<TrialResult> counted(List<TrialResult> all) {
    List<TrialResult> evaluated = all.stream().filter(TrialResult::hasResult).toList();
    List<TrialResult> results =
        evaluated.isEmpty() ? all.stream().filter(TrialResult::hasNumbers).toList() : evaluated;
    List<TrialResult> done = results.stream().filter(TrialResult::isDone).toList();
    return done.isEmpty() ? longest(results) : done;
  }

  private static List<TrialResult> longest(List<TrialResult> results) {
    int most = results.stream().mapToInt(Group::epochs).max().orElse(0);
    return results.stream().filter(trial -> epochs(trial) == most).toList();
  }

  private static int epochs(TrialResult trial) {
    return trial.epochs() == null ? 0 : trial.epochs();
  }

  private static Map<String, SampleMean> measures(List<TrialResult> counted) {
    Map<String, SampleMean> measures = new LinkedHashMap<>();
    for (String name :
        counted.stream().flatMap(trial -> trial.measures().keySet().stream()).distinct().toList()) {
      measures.put(name, SampleMean.of(counted.stream().map(trial -> trial.number(name)).toList()));
    }
    return measures;
  }

  /** The groups on the front of quality against a cost, by their places, from the cheapest on. */
  static List<Integer> front(List<Group> groups, Measure measure, String cost) {
    double[] worth = Arrays.stream(means(groups, measure.key())).map(measure::worth).toArray();
    return Pareto.front(means(groups, cost), worth);
  }

  /** What a measure is on test examples; null where that is not known. */
  SampleMean quality(Measure measure) {
    return measures.get(measure.key());
  }

  /** What groups are compared by, as their trials are; higher is better. */
  double worth(Worth worth) {
    return worth.of(this::mean);
  }

  /** The mean of a measure; null where that is not known. */
  private Double mean(String measure) {
    SampleMean sample = measures.get(measure);
    return sample == null ? null : sample.mean();
  }

  /** What some group has a number of beside a measure and the loss, in order. */
  static List<Measure> beside(List<Group> groups, Measure measure) {
    return Arrays.stream(Measure.values())
        .filter(other -> other != measure && other != Measure.LOSS)
        .filter(other -> groups.stream().anyMatch(group -> group.quality(other) != null))
        .toList();
  }

  private static double[] means(List<Group> groups, String measure) {
    double[] means = new double[groups.size()];
    Arrays.setAll(
        means,
        i -> {
          Double mean = groups.get(i).mean(measure);
          return mean == null ? Double.NaN : mean;
        });
    return means;
  }

  /** The names of the params that have several values among the trials, in order. */
  static List<String> varying(List<TrialResult> trials, List<String> keys) {
    return keys.stream()
        .filter(key -> trials.stream().map(t -> t.params().get(key)).distinct().count() > 1)
        .collect(Collectors.toList());
  }
}

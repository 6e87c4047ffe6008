package org.frostml.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One rung: who has entered it, in order, and with what result. Results are taken in that order;
 * what comes early waits, and so nothing goes by who was faster.
 */
final class Rung {
  /**
   * The result of a trial.
   *
   * @param score the higher the better
   * @param over whether it cannot continue
   */
  record Result(double score, boolean over) {
    static final Result FAILED = new Result(Double.NEGATIVE_INFINITY, true);
  }

  private final List<Integer> entrants = new ArrayList<>();
  private final Map<Integer, Result> results = new HashMap<>();
  private final List<Double> seen = new ArrayList<>();
  private final Set<Integer> promoted = new HashSet<>();
  private int started;

  void enter(int trial) {
    entrants.add(trial);
  }

  boolean hasPromoted(int trial) {
    return promoted.contains(trial);
  }

  Optional<Result> result(int trial) {
    return Optional.ofNullable(results.get(trial));
  }

  /** Takes down a result, which may be that of a trial yet to enter. */
  void report(int trial, Result result) {
    if (results.putIfAbsent(trial, result) != null) {
      throw new IllegalArgumentException("trial " + trial + " has reported this rung before");
    }
  }

  /** The next that is to be trained, once. */
  Optional<Integer> start() {
    while (started < entrants.size()) {
      int trial = entrants.get(started++);
      if (!results.containsKey(trial)) {
        return Optional.of(trial);
      }
    }
    return Optional.empty();
  }

  boolean isFinished() {
    return results.keySet().containsAll(entrants);
  }

  /** Those that may continue by what has been reported since the last time, in order. */
  List<Integer> promote(Scheduler scheduler) {
    List<Integer> now = new ArrayList<>();
    while (seen.size() < entrants.size() && results.containsKey(entrants.get(seen.size()))) {
      seen.add(results.get(entrants.get(seen.size())).score());
      scheduler.chosen(seen).stream()
          .map(entrants::get)
          .filter(trial -> !results.get(trial).over() && promoted.add(trial))
          .forEach(now::add);
    }
    return now;
  }
}

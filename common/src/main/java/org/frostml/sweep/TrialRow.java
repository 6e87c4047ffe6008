package org.frostml.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.frostml.train.Measures;

/**
 * A line of trials.jsonl: where a trial stands. What is not known is null.
 *
 * @param rung the last one that it has trained for, counted from 0
 * @param epochs that it has trained
 * @param scores that it has reported, a rung each: the quality after the rung's last epoch on the
 *     examples held out of training, or on the test examples where none are held out
 * @param measures of the last epoch
 * @param executor and host that trained it
 * @param error of a trial that has failed or is lost
 */
public record TrialRow(
    int trial,
    String id,
    Map<String, Object> params,
    long seed,
    State state,
    int rung,
    Integer epochs,
    List<Double> scores,
    Measures measures,
    String executor,
    String error) {
  public TrialRow {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    scores = List.copyOf(scores);
  }

  /** What trials are compared by: the last score; null before the first. */
  @JsonIgnore
  public Double score() {
    return scores.isEmpty() ? null : scores.get(scores.size() - 1);
  }

  /** Of a trial that has nothing to show but an error, and the scores of rungs before. */
  public static TrialRow error(
      Trial trial, State state, int rung, List<Double> scores, String executor, String error) {
    return new TrialRow(
        trial.number(),
        trial.id(),
        trial.params(),
        trial.seed(),
        state,
        rung,
        null,
        scores,
        Measures.NONE,
        executor,
        error);
  }
}

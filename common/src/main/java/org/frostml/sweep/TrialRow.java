package org.frostml.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line of trials.jsonl: where a trial stands. What is not known is null.
 *
 * @param rung the last one that it has trained for, counted from 0
 * @param epochs that it has trained
 * @param scores that it has reported, a rung each: the accuracy of the rung's last epoch on the
 *     examples held out of training, or on the test examples where none are held out
 * @param accuracy of the last epoch on the test examples, a share of 1
 * @param bestAccuracy of all epochs
 * @param validationAccuracy of the last epoch on the examples held out of training
 * @param bestValidationAccuracy of all epochs
 * @param loss of the last epoch on the test examples
 * @param density of the model: non-zero weights / weights
 * @param meanDensity of the support, over all steps
 * @param trainFlopsRatio executed FLOPs / dense SGD's on the same examples
 * @param exchangeRatio bytes exchanged / what dense float32 would exchange
 * @param flops executed in training
 * @param seconds of training, without evaluation
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
    Double accuracy,
    Double bestAccuracy,
    Double validationAccuracy,
    Double bestValidationAccuracy,
    Double loss,
    Double density,
    Double meanDensity,
    Double trainFlopsRatio,
    Double exchangeRatio,
    Long flops,
    Double seconds,
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
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        executor,
        error);
  }
}

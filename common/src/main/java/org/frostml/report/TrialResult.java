package org.frostml.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A trial of a sweep, by its line of trials.jsonl; a run is one too. What is not known is null.
 *
 * @param trial its number in the sweep, counted from 1
 * @param params what sets it apart from others, by name; without the seed
 * @param state done, stopped, failed, lost; or, of a run without an end, unfinished
 * @param accuracy on test examples, a share of 1
 * @param trainFlopsRatio executed FLOPs / dense SGD's on the same examples
 * @param exchangeRatio bytes shipped / what dense float32 would ship
 * @param seconds of training
 * @param error why there is no result, for people
 */
record TrialResult(
    int trial,
    String id,
    Map<String, Object> params,
    Long seed,
    String state,
    Integer rung,
    Integer epochs,
    Double accuracy,
    Double bestAccuracy,
    Double validationAccuracy,
    Double loss,
    Double density,
    Double meanDensity,
    Double trainFlopsRatio,
    Double exchangeRatio,
    Double seconds,
    String executor,
    String error) {
  static final String DONE = "done";
  static final String UNFINISHED = "unfinished";

  TrialResult {
    require(params != null, "params are missing");
    require(state != null, "state is missing");
    require(id != null, "id is missing");
    // It names a folder beside those of the other trials.
    require(!id.contains("/") && !id.equals(".."), "id must be a name: " + id);
    // In the order of the sweep; a value may be null.
    params = new LinkedHashMap<>(params);
    accuracy = finite(accuracy);
    bestAccuracy = finite(bestAccuracy);
    validationAccuracy = finite(validationAccuracy);
    loss = finite(loss);
    density = finite(density);
    meanDensity = finite(meanDensity);
    trainFlopsRatio = finite(trainFlopsRatio);
    exchangeRatio = finite(exchangeRatio);
    seconds = finite(seconds);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** What has diverged has no number. */
  private static Double finite(Double number) {
    return number != null && Double.isFinite(number) ? number : null;
  }

  /** Whether its numbers are those of a network, trained to its end or not. */
  boolean hasResult() {
    return accuracy != null && !isBroken();
  }

  boolean isDone() {
    return state.equals(DONE);
  }

  /** Whether it ended without a result. */
  boolean isBroken() {
    return state.equals("failed") || state.equals("lost");
  }

  /** What trials are compared by: held-out examples where there are any. */
  double score() {
    return validationAccuracy != null ? validationAccuracy : accuracy;
  }

  /** The same trial of one source among several. */
  TrialResult from(String folder) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("folder", folder);
    more.putAll(params);
    return new TrialResult(
        trial,
        id,
        more,
        seed,
        state,
        rung,
        epochs,
        accuracy,
        bestAccuracy,
        validationAccuracy,
        loss,
        density,
        meanDensity,
        trainFlopsRatio,
        exchangeRatio,
        seconds,
        executor,
        error);
  }

  /** A name by the params that vary; names of cases and folders stand for themselves. */
  String label(Collection<String> keys) {
    return keys.stream()
        .filter(key -> params.get(key) != null)
        .map(key -> (isName(key) ? "" : key + " ") + Figures.value(params.get(key)))
        .collect(Collectors.joining(", "));
  }

  /** Whether values of a param are names, and need not be told which param they are of. */
  static boolean isName(String key) {
    return key.equals("case") || key.equals("folder");
  }
}

package org.frostml.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.frostml.nn.Measure;
import org.frostml.train.Measures;

/**
 * A trial of a sweep, by its line of trials.jsonl; a run is one too. What is not known is null.
 *
 * @param trial its number in the sweep, counted from 1
 * @param params what sets it apart from others, by name; without the seed
 * @param state done, stopped, failed, lost; or, of a run without an end, unfinished
 * @param measures its numbers, by the names of {@link Measures}
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
    Map<String, Double> measures,
    String executor,
    String error) {
  static final String DONE = "done";
  static final String UNFINISHED = "unfinished";

  /** A number that runs have, and trials of a sweep do not. */
  static final String TRAIN_LOSS = "trainLoss";

  /** What a line is of that does not tell the best. */
  private static final List<Measure> PLAIN = List.of(Measure.ACCURACY, Measure.RMSE);

  TrialResult {
    require(params != null, "params are missing");
    require(state != null, "state is missing");
    require(id != null, "id is missing");
    // It names a folder beside those of the other trials.
    require(!id.contains("/") && !id.equals(".."), "id must be a name: " + id);
    // In the order of the sweep; a value may be null.
    params = new LinkedHashMap<>(params);
    measures = finite(measures == null ? Map.of() : measures);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * The trial of a line in which the measures lie flat among other fields.
   *
   * @param place of the line, for messages
   */
  static TrialResult of(ObjectNode line, String place) {
    ObjectNode fields = line.deepCopy();
    ObjectNode measures = fields.objectNode();
    for (Measure measure : Measure.values()) {
      Measures.names(measure).forEach(name -> move(name, fields, measures));
    }
    move(TRAIN_LOSS, fields, measures);
    fields.set("measures", measures);
    return Lines.record(fields, TrialResult.class, place);
  }

  private static void move(String name, ObjectNode from, ObjectNode to) {
    JsonNode number = from.remove(name);
    if (number != null) {
      to.set(name, number);
    }
  }

  /** What has diverged has no number. */
  private static Map<String, Double> finite(Map<String, Double> measures) {
    Map<String, Double> finite = new LinkedHashMap<>();
    measures.forEach(
        (name, number) -> {
          if (number != null && Double.isFinite(number)) {
            finite.put(name, number);
          }
        });
    return finite;
  }

  /** Its number of a name; null where it has none. */
  Double number(String name) {
    return measures.get(name);
  }

  /** What it is compared by: of that it has the best, too. Null where it has no quality. */
  Measure measure() {
    return Arrays.stream(Measure.values())
        .filter(measure -> has(measure.key("best")) || has(measure.key("bestValidation")))
        .findFirst()
        .or(() -> PLAIN.stream().filter(plain -> has(plain.key())).findFirst())
        .orElse(null);
  }

  private boolean has(String name) {
    return measures.containsKey(name);
  }

  /** Whether its numbers are those of a network, trained to its end or not. */
  boolean hasNumbers() {
    return !measures.isEmpty() && !isBroken();
  }

  /** Whether one of them tells how good it is. */
  boolean hasResult() {
    return measure() != null && hasNumbers();
  }

  boolean isDone() {
    return state.equals(DONE);
  }

  /** Whether it ended without a result. */
  boolean isBroken() {
    return state.equals("failed") || state.equals("lost");
  }

  /** The same trial of one source among several. */
  TrialResult from(String folder) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("folder", folder);
    more.putAll(params);
    return new TrialResult(trial, id, more, seed, state, rung, epochs, measures, executor, error);
  }

  /** A name by the params that vary; names of cases and folders stand for themselves. */
  String label(Collection<String> keys) {
    return keys.stream()
        .filter(key -> params.get(key) != null)
        .map(key -> (isName(key) ? "" : key + " ") + Figures.value(params.get(key)))
        .collect(Collectors.joining(", "));
  }

  /** Whether values of a param are names, and need no param beside them to be understood. */
  static boolean isName(String key) {
    return key.equals("case") || key.equals("folder");
  }
}

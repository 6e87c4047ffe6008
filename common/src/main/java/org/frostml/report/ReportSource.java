package org.frostml.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.frostml.FrostException;
import org.frostml.config.Configs;

/**
 * A folder as trials: a sweep has many, a run is one.
 *
 * @param written when its results were last written
 * @param data what was learnt, in words; empty if its configuration does not tell
 * @param config the text of its configuration; empty if it has none
 * @param results the text that they were read from
 * @param summary of a run, what its summary.json and its last epoch hold; empty of a sweep
 */
record ReportSource(
    String name,
    boolean sweep,
    Instant written,
    String data,
    String config,
    String results,
    ObjectNode summary,
    List<Entry> entries) {
  private static final String TRIALS = "trials.jsonl";
  private static final String METRICS = "metrics.jsonl";

  /** A trial and its way. */
  record Entry(TrialResult trial, Curves curves) {}

  /**
   * Reads a folder.
   *
   * @throws FrostException if it is neither a sweep's nor a run's, or a file in it is broken
   */
  static ReportSource of(ResultFolder folder) throws IOException {
    Optional<ResultFolder.TextFile> trials = folder.read(TRIALS);
    if (trials.isPresent()) {
      return sweep(folder, trials.get());
    }
    ResultFolder.TextFile metrics =
        folder
            .read(METRICS)
            .orElseThrow(
                () ->
                    new FrostException(
                        folder.show("")
                            + ": no results there: neither "
                            + TRIALS
                            + ", as a sweep has, nor "
                            + METRICS
                            + ", as a run has; one that has not ended is in DIR.partial"));
    return run(folder, metrics);
  }

  /** Whether it is a run that has not ended. */
  boolean isUnfinished() {
    return !sweep && !entries.get(0).trial().isDone();
  }

  private static ReportSource sweep(ResultFolder folder, ResultFolder.TextFile trials)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (TrialResult trial : lastOfEach(trials.text(), folder.show(TRIALS))) {
      entries.add(new Entry(trial, curves(folder, "trials/" + trial.id())));
    }
    if (entries.isEmpty()) {
      throw new FrostException(folder.show(TRIALS) + ": no trial has reported yet");
    }
    ObjectNode none = JsonNodeFactory.instance.objectNode();
    return source(folder, true, trials, "sweep.conf", none, entries);
  }

  /** While a sweep runs a trial has a line for every report. */
  private static List<TrialResult> lastOfEach(String lines, String name) {
    Map<String, TrialResult> last = new LinkedHashMap<>();
    Lines.each(lines, name, TrialResult::of).forEach(trial -> last.put(trial.id(), trial));
    return last.values().stream().sorted(Comparator.comparingInt(TrialResult::trial)).toList();
  }

  /** Those of a trial's folder, complete or not; it may be missing. */
  private static Curves curves(ResultFolder folder, String trial) throws IOException {
    for (String home : List.of(trial, trial + ".partial")) {
      String file = home + "/" + METRICS;
      Optional<ResultFolder.TextFile> metrics = folder.read(file);
      if (metrics.isPresent()) {
        return Curves.of(Lines.objects(metrics.get().text(), folder.show(file)));
      }
    }
    return Curves.NONE;
  }

  private static ReportSource run(ResultFolder folder, ResultFolder.TextFile metrics)
      throws IOException {
    List<ObjectNode> lines = Lines.objects(metrics.text(), folder.show(METRICS));
    ObjectNode fields =
        lines.stream()
            .filter(line -> "epoch".equals(line.path("kind").asText()))
            .reduce((before, after) -> after)
            .orElseThrow(
                () -> new FrostException(folder.show(METRICS) + ": no epoch has ended yet"));
    fields = fields.deepCopy();
    fields.set("epochs", fields.path("epoch"));
    Optional<ResultFolder.TextFile> summary = folder.read("summary.json");
    if (summary.isPresent()) {
      fields.setAll(Lines.object(summary.get().text(), folder.show("summary.json")));
    }
    fields.put("trial", 1).put("id", folder.name());
    fields.put("state", summary.isPresent() ? TrialResult.DONE : TrialResult.UNFINISHED);
    fields.putObject("params");
    TrialResult trial = TrialResult.of(fields, folder.show(METRICS));
    return source(
        folder, false, metrics, "config.conf", fields, List.of(new Entry(trial, Curves.of(lines))));
  }

  private static ReportSource source(
      ResultFolder folder,
      boolean sweep,
      ResultFolder.TextFile results,
      String configuration,
      ObjectNode summary,
      List<Entry> entries)
      throws IOException {
    String config = folder.read(configuration).map(ResultFolder.TextFile::text).orElse("");
    String data = data(Configs.kept(config, folder.show(configuration)));
    return new ReportSource(
        folder.name(), sweep, results.written(), data, config, results.text(), summary, entries);
  }

  /**
   * The data by a configuration; a sweep's may leave it to the defaults, which may have changed.
   */
  private static String data(Config config) {
    return (text(config, "data.format") + " " + text(config, "data.path")).strip();
  }

  private static String text(Config config, String key) {
    boolean given = config.hasPath(key) && config.getValue(key).unwrapped() instanceof String;
    return given ? config.getString(key) : "";
  }

  /**
   * Whether both are one run or one sweep, whatever their folders are called: no two of them take
   * the same seconds.
   */
  boolean hasResultsOf(ReportSource other) {
    return config.equals(other.config) && results.equals(other.results);
  }

  /** The same where there are other folders: its trials have the name that tells it from them. */
  ReportSource among(String unique) {
    List<Entry> named =
        entries.stream()
            .map(entry -> new Entry(entry.trial().from(unique), entry.curves()))
            .toList();
    return new ReportSource(unique, sweep, written, data, config, results, summary, named);
  }

  /** The number under a name in a run's summary, if it is there. */
  Optional<Double> number(String field) {
    return Optional.of(summary.path(field)).filter(JsonNode::isNumber).map(JsonNode::asDouble);
  }
}

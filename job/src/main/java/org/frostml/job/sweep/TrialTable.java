package org.frostml.job.sweep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.frostml.FrostException;
import org.frostml.io.Json;
import org.frostml.sweep.Rungs;
import org.frostml.sweep.State;
import org.frostml.sweep.SweepConfig;
import org.frostml.sweep.Trial;
import org.frostml.sweep.TrialRow;

/**
 * The results of the trials of a sweep so far: trials.jsonl. A report appends the trial's new line,
 * and its last one counts; when a sweep begins and when it ends each has one, in order.
 */
public final class TrialTable {
  private final SweepFolder folder;
  private final SortedMap<Integer, TrialRow> rows = new TreeMap<>();

  /** Lines that are not in the file yet. */
  private final StringBuilder pending = new StringBuilder();

  /** Of the file as this process wrote it; 0 before that. */
  private long bytes;

  /** Whether the file has one line per trial, in order. */
  private boolean settled;

  /** Takes over what was written before a sweep was ended. */
  public TrialTable(SweepFolder folder) throws IOException {
    this.folder = folder;
    if (folder.resumes()) {
      String name = folder.show(SweepFolder.TABLE);
      String table = folder.table();
      wholeLines(table)
          .lines()
          .map(line -> Json.read(line, TrialRow.class, name))
          .forEach(this::add);
      settled = table.equals(text());
    } else {
      settled = true;
    }
  }

  /** Without a last one that was being written when a sweep was ended. */
  private static String wholeLines(String text) {
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  private void add(TrialRow row) {
    rows.put(row.trial(), row);
  }

  /** Those at this moment, in order. */
  public List<TrialRow> rows() {
    return List.copyOf(rows.values());
  }

  /** Trials that have failed are trained again, as lost ones are; not those that are refused. */
  public void retryFailed(SweepConfig config) {
    for (Trial trial : config.accepted()) {
      TrialRow row = rows.get(trial.number());
      if (row != null && row.state() == State.FAILED) {
        add(
            TrialRow.error(
                trial, State.LOST, row.rung(), row.scores(), row.executor(), row.error()));
        settled = false;
      }
    }
  }

  boolean has(Trial trial) {
    return rows.containsKey(trial.number());
  }

  /**
   * Records a trial's result; {@link #write} puts it into the file.
   *
   * @param rungs that have heard of it
   */
  TrialRow put(Trial trial, int rung, Rungs rungs, Outcome outcome) {
    TrialRow row = row(trial, rung, rungs, outcome);
    add(row);
    pending.append(Json.line(row));
    settled = false;
    return row;
  }

  /**
   * Writes down what is new.
   *
   * @throws FrostException if that fails; the next time tries again
   */
  void write() {
    if (bytes == 0) {
      writeWhole();
      return;
    }
    byte[] lines = pending.toString().getBytes(StandardCharsets.UTF_8);
    folder.append(SweepFolder.TABLE, bytes, lines);
    bytes += lines.length;
    pending.setLength(0);
  }

  /**
   * Puts the file in order when a sweep ends.
   *
   * @throws FrostException if it cannot be written; then it is as it was
   */
  void settle() {
    if (!settled) {
      writeWhole();
      settled = true;
    }
  }

  private void writeWhole() {
    String text = text();
    folder.write(SweepFolder.TABLE, text);
    bytes = text.getBytes(StandardCharsets.UTF_8).length;
    pending.setLength(0);
  }

  private String text() {
    return rows.values().stream().map(Json::line).collect(Collectors.joining());
  }

  private TrialRow row(Trial trial, int rung, Rungs rungs, Outcome outcome) {
    TrialRow before = rows.get(trial.number());
    List<Double> scores = new ArrayList<>(before == null ? List.of() : before.scores());
    if (outcome.end() != Outcome.End.TRAINED) {
      State state = outcome.end() == Outcome.End.LOST ? State.LOST : State.FAILED;
      return TrialRow.error(trial, state, rung, scores, outcome.executor(), outcome.error());
    }
    scores.add(outcome.score());
    return new TrialRow(
        trial.number(),
        trial.id(),
        trial.params(),
        trial.seed(),
        // Where it has been promoted at once it has no standing yet.
        rungs.state(trial.number()).orElse(State.STOPPED),
        rung,
        outcome.epochs(),
        scores,
        outcome.measures(),
        outcome.executor(),
        null);
  }
}

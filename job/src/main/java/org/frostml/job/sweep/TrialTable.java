package org.frostml.job.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.frostml.FrostException;
import org.frostml.io.Json;
import org.frostml.sweep.Rungs;
import org.frostml.sweep.State;
import org.frostml.sweep.Trial;
import org.frostml.sweep.TrialRow;

/** What the trials of a sweep have come to: trials.jsonl, replaced whole when one reports. */
public final class TrialTable {
  private final SweepFolder folder;
  private final SortedMap<Integer, TrialRow> rows = new TreeMap<>();

  /** Takes over what was written before a sweep was ended. */
  public TrialTable(SweepFolder folder) throws IOException {
    this.folder = folder;
    if (folder.resumes()) {
      String name = folder.show(SweepFolder.TABLE);
      folder.table().lines().map(line -> Json.read(line, TrialRow.class, name)).forEach(this::add);
    }
  }

  private void add(TrialRow row) {
    rows.put(row.trial(), row);
  }

  /** Those at this moment, in order. */
  public List<TrialRow> rows() {
    return List.copyOf(rows.values());
  }

  boolean has(Trial trial) {
    return rows.containsKey(trial.number());
  }

  /**
   * Takes down what a trial has come to; {@link #write} makes it last.
   *
   * @param rungs that have heard of it
   */
  TrialRow put(Trial trial, int rung, Rungs rungs, Outcome outcome) {
    TrialRow row = row(trial, rung, rungs, outcome);
    add(row);
    return row;
  }

  /**
   * Writes the file.
   *
   * @throws FrostException if it cannot be written; then it is as it was
   */
  void write() {
    StringBuilder text = new StringBuilder();
    rows.values().forEach(each -> text.append(Json.line(each)));
    folder.write(SweepFolder.TABLE, text.toString());
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

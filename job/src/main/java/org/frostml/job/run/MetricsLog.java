package org.frostml.job.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.frostml.io.Json;
import org.frostml.train.CycleMetrics;

/**
 * The lines of metrics.jsonl: {@code "kind":"epoch"}, one an epoch, and {@code "kind":"cycle"}, one
 * now and then on how the support has moved.
 */
public final class MetricsLog {
  private static final String EPOCH = "epoch";
  private static final String CYCLE = "cycle";

  private final StringBuilder lines = new StringBuilder();

  void add(EpochMetrics metrics) {
    lines.append(Json.line(EPOCH, metrics));
  }

  void add(CycleMetrics metrics) {
    lines.append(Json.line(CYCLE, metrics));
  }

  /** The file. */
  String text() {
    return lines.toString();
  }

  /** Takes over what was written before a run paused. */
  void restore(String text) {
    lines.append(text);
  }

  /**
   * All epochs so far.
   *
   * @param name of where the lines are from, for messages
   */
  public List<EpochMetrics> epochs(String name) {
    return all(EPOCH, EpochMetrics.class, name).toList();
  }

  /** The last line on the support by the end of an epoch, counted from 1. */
  Optional<CycleMetrics> cycle(int epoch) {
    return all(CYCLE, CycleMetrics.class, "metrics.jsonl")
        .filter(cycle -> cycle.epoch() <= epoch)
        .reduce((before, after) -> after);
  }

  private <T extends Record> Stream<T> all(String kind, Class<T> type, String name) {
    return lines
        .toString()
        .lines()
        .map(line -> Json.read(line, kind, type, name))
        .flatMap(Optional::stream);
  }
}

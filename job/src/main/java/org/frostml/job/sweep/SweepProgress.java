package org.frostml.job.sweep;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.frostml.sweep.State;
import org.frostml.sweep.TrialRow;

/** Shows how far a sweep is. */
public interface SweepProgress extends AutoCloseable {
  /** A trial has reported. */
  void show(TrialRow row, Standing standing);

  @Override
  void close();

  /**
   * Where a sweep is.
   *
   * @param trials all there are
   * @param running the numbers of those that are being trained: their rows are of before
   */
  record Standing(List<TrialRow> rows, int trials, Set<Integer> running) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d/%d done, %d running, %d stopped, %d failed%s%s",
          count(State.DONE),
          trials,
          running.size(),
          count(State.STOPPED),
          count(State.FAILED),
          count(State.LOST) == 0 ? "" : ", " + count(State.LOST) + " lost",
          best().map(Standing::words).orElse(""));
    }

    private int count(State state) {
      return (int)
          rows.stream()
              .filter(row -> row.state() == state && !running.contains(row.trial()))
              .count();
    }

    /** The best so far, by what trials are compared by. */
    Optional<TrialRow> best() {
      return rows.stream().filter(row -> row.measures().measure() != null).max(BETTER);
    }

    private static String words(TrialRow best) {
      return String.format(
          Locale.ROOT,
          ", best %s (trial %d)",
          best.measures().measure().show(best.score()),
          best.trial());
    }
  }

  /** Of equals the first. */
  Comparator<TrialRow> BETTER =
      Comparator.comparing((TrialRow row) -> row.measures().measure().worth(row.score()))
          .thenComparing(TrialRow::trial, Comparator.reverseOrder());
}

package org.frostml.job;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.frostml.sweep.State;
import org.frostml.sweep.TrialRow;
import org.frostml.train.Measures;

/** Shows how far a sweep is: a bar on a terminal, a line whenever a trial reports elsewhere. */
interface SweepProgress extends AutoCloseable {
  /** A trial has reported. */
  void show(TrialRow row, Standing standing);

  @Override
  void close();

  /**
   * A bar if the launcher saw a terminal and how wide it is.
   *
   * @param standing before anything is trained
   * @param epochs that all trials are expected to be trained
   */
  static SweepProgress of(PrintWriter out, Standing standing, double epochs) {
    return Progress.columns()
        .<SweepProgress>map(columns -> new Bar(columns, standing))
        .orElseGet(() -> new Lines(out, standing.epochs(), epochs, System.nanoTime()));
  }

  /**
   * Where a sweep is.
   *
   * @param trials all there are
   * @param running those that are being trained
   */
  record Standing(List<TrialRow> rows, int trials, int running) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d/%d done, %d running, %d stopped, %d failed%s",
          count(State.DONE),
          trials,
          running,
          count(State.STOPPED),
          count(State.FAILED) + count(State.LOST),
          best().map(Standing::words).orElse(""));
    }

    /** Trained so far. */
    long epochs() {
      return rows.stream().filter(row -> row.epochs() != null).mapToLong(TrialRow::epochs).sum();
    }

    private int count(State state) {
      return (int) rows.stream().filter(row -> row.state() == state).count();
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

  /** A line a report. */
  record Lines(PrintWriter out, long before, double epochs, long begun) implements SweepProgress {
    @Override
    public void show(TrialRow row, Standing standing) {
      out.println(standing + left(standing) + "; trial " + row.trial() + ": " + words(row));
      out.flush();
    }

    /** What is left if epochs take as long as they have. */
    private String left(Standing standing) {
      double seconds = (System.nanoTime() - begun) * 1e-9;
      long trained = standing.epochs() - before;
      double left = epochs - standing.epochs();
      return trained <= 0 || left <= 0
          ? ""
          : ", about " + duration(seconds / trained * left) + " left";
    }

    private static String duration(double seconds) {
      return seconds < 90
          ? Math.round(seconds) + " s"
          : seconds < 5400 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3600) + " h";
    }

    private static String words(TrialRow row) {
      Measures measures = row.measures();
      return measures.measure() == null
          ? row.state().text() + ": " + row.error()
          : String.format(
              Locale.ROOT,
              "%s at epoch %d, %s %s, density %.2f %%",
              row.state().text(),
              row.epochs(),
              measures.measure().title(),
              measures.measure().show(measures.quality()),
              100 * measures.density());
    }

    @Override
    public void close() {}
  }

  /** A bar over all trials. */
  final class Bar implements SweepProgress {
    private final ProgressBar bar;

    Bar(int columns, Standing standing) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("frost")
              .setInitialMax(standing.trials())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(System.err, columns))
              .build();
      show(standing);
    }

    private void show(Standing standing) {
      bar.stepTo(standing.rows().size());
      bar.setExtraMessage(standing.toString());
    }

    @Override
    public void show(TrialRow row, Standing standing) {
      show(standing);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}

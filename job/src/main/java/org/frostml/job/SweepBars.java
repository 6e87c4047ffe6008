package org.frostml.job;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.frostml.job.sweep.SweepProgress;
import org.frostml.sweep.TrialRow;
import org.frostml.train.Measures;

/** A sweep on the command line: a bar on a terminal, a line whenever a trial reports elsewhere. */
final class SweepBars {
  private SweepBars() {}

  /**
   * A bar if the launcher saw a terminal and how wide it is.
   *
   * @param standing before anything is trained
   * @param epochs that all trials are expected to be trained
   */
  static SweepProgress of(PrintWriter out, SweepProgress.Standing standing, double epochs) {
    return Terminal.columns()
        .<SweepProgress>map(columns -> new Bar(columns, standing))
        .orElseGet(() -> new Lines(out, standing.epochs(), epochs, System.nanoTime()));
  }

  /** A line a report. */
  private record Lines(PrintWriter out, long before, double epochs, long begun)
      implements SweepProgress {
    @Override
    public void show(TrialRow row, SweepProgress.Standing standing) {
      out.println(standing + left(standing) + "; trial " + row.trial() + ": " + words(row));
      out.flush();
    }

    /** What is left if epochs take as long as they have. */
    private String left(SweepProgress.Standing standing) {
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
  private static final class Bar implements SweepProgress {
    private final ProgressBar bar;

    Bar(int columns, SweepProgress.Standing standing) {
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

    private void show(SweepProgress.Standing standing) {
      bar.stepTo(standing.rows().size());
      bar.setExtraMessage(standing.toString());
    }

    @Override
    public void show(TrialRow row, SweepProgress.Standing standing) {
      show(standing);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}

package org.frostml.job;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import org.frostml.job.sweep.SweepProgress;
import org.frostml.sweep.SweepConfig;
import org.frostml.sweep.TrialRow;
import org.frostml.train.Measures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sweep on the command line: a bar on a terminal, a line whenever a trial reports elsewhere. */
final class SweepBars {
  private static final Logger LOG = LoggerFactory.getLogger(SweepBars.class);

  private SweepBars() {}

  /**
   * A bar if the launcher saw a terminal and how wide it is.
   *
   * @param standing before anything is trained
   */
  static SweepProgress of(PrintWriter out, SweepProgress.Standing standing, SweepConfig config) {
    double before = config.epochsLeft(standing.rows());
    return Terminal.columns()
        .<SweepProgress>map(columns -> new Bar(columns, standing, config))
        .orElseGet(() -> new Lines(out, config, before, System.nanoTime()));
  }

  /**
   * A line a report.
   *
   * @param before epochs that were left when it began
   */
  private record Lines(PrintWriter out, SweepConfig config, double before, long begun)
      implements SweepProgress {
    @Override
    public void show(TrialRow row, SweepProgress.Standing standing) {
      out.println(standing + left(standing) + "; trial " + row.trial() + ": " + words(row));
      out.flush();
    }

    /** What is left if epochs take as long as they have. */
    private String left(SweepProgress.Standing standing) {
      double seconds = (System.nanoTime() - begun) * 1e-9;
      double left = config.epochsLeft(standing.rows());
      double gone = before - left;
      return gone <= 0 || left <= 0 ? "" : ", about " + duration(seconds / gone * left) + " left";
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

  /** A bar over the epochs of all trials. */
  private static final class Bar implements SweepProgress {
    private final SweepConfig config;
    private final ProgressBar bar;

    Bar(int columns, SweepProgress.Standing standing, SweepConfig config) {
      this.config = config;
      bar =
          Terminal.bar(columns, gone(standing), Math.round(config.expectedEpochs()))
              .setUnit(" epochs", 1)
              .build();
      show(standing);
    }

    private void show(SweepProgress.Standing standing) {
      bar.stepTo(gone(standing));
      bar.setExtraMessage(standing.toString());
    }

    private long gone(SweepProgress.Standing standing) {
      return Math.round(config.expectedEpochs() - config.epochsLeft(standing.rows()));
    }

    @Override
    public void show(TrialRow row, SweepProgress.Standing standing) {
      if (row.error() != null) {
        LOG.warn("trial {} {}: {}", row.trial(), row.state().text(), row.error());
      }
      show(standing);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}

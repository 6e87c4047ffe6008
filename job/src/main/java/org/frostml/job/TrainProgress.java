package org.frostml.job;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import org.frostml.nn.Measure;
import org.frostml.optim.OptimState;
import org.frostml.run.EpochMetrics;
import org.frostml.run.Progress;
import org.frostml.train.Measures;
import org.frostml.train.StepMetrics;

/** A run on the command line: a bar on a terminal, a line per epoch elsewhere. */
final class TrainProgress {
  private TrainProgress() {}

  /**
   * A bar if the launcher saw a terminal and how wide it is.
   *
   * @param from the first step
   */
  static Progress of(PrintWriter out, long from, int epochs, int stepsPerEpoch) {
    return Terminal.columns()
        .<Progress>map(columns -> new Bar(columns, from, epochs, stepsPerEpoch))
        .orElseGet(() -> new Lines(out, epochs));
  }

  /** A line per epoch. */
  private record Lines(PrintWriter out, int epochs) implements Progress {
    @Override
    public void show(EpochMetrics epoch) {
      Measures measures = epoch.measures();
      Measure measure = measures.measure();
      out.printf(
          Locale.ROOT,
          "epoch %d/%d  loss %.4f  test %s %s%s  density %.2f %%  %,.0f examples/s%n",
          epoch.epoch(),
          epochs,
          measures.loss(),
          measure.title(),
          measure.show(measures.quality()),
          validation(measures),
          100 * measures.density(),
          epoch.examplesPerSecond());
      out.flush();
    }

    private static String validation(Measures measures) {
      Measure measure = measures.measure();
      Double held = measures.validationQuality();
      return held == null ? "" : "  validation " + measure.title() + " " + measure.show(held);
    }

    @Override
    public void close() {}
  }

  /** A bar over all steps with the last epoch's numbers after it. */
  private static final class Bar implements Progress {
    private final ProgressBar bar;
    private final int epochs;

    Bar(int columns, long from, int epochs, int stepsPerEpoch) {
      this.epochs = epochs;
      bar = Terminal.bar(columns, from, (long) epochs * stepsPerEpoch).build();
      bar.setExtraMessage("epoch " + (from / stepsPerEpoch + 1) + "/" + epochs);
    }

    @Override
    public void step(StepMetrics step, OptimState state) {
      bar.stepBy(step.steps());
    }

    @Override
    public void show(EpochMetrics epoch) {
      bar.setExtraMessage(
          String.format(
              Locale.ROOT,
              "epoch %d/%d, last: loss %.3f test %s density %.2f%% %,.0f ex/s",
              Math.min(epochs, epoch.epoch() + 1),
              epochs,
              epoch.measures().loss(),
              epoch.measures().measure().show(epoch.measures().quality()),
              100 * epoch.measures().density(),
              epoch.examplesPerSecond()));
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}

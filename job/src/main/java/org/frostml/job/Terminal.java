package org.frostml.job;

import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The terminal, which only the launcher can see: inside spark-submit there is none. */
final class Terminal {
  private Terminal() {}

  /** The width of the terminal, if the launcher saw one. */
  static Optional<Integer> columns() {
    return Optional.ofNullable(System.getenv("FROST_TERMINAL"))
        .filter(columns -> columns.matches("[1-9]\\d{0,3}"))
        .map(Integer::parseInt);
  }

  /**
   * A bar.
   *
   * @param columns how wide the terminal is
   * @param from where it begins, which tells nothing of its pace
   */
  static ProgressBarBuilder bar(int columns, long from, long most) {
    return new ProgressBarBuilder()
        .setTaskName("frost")
        .setInitialMax(most)
        .startsFrom(from, Duration.ZERO)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .setConsumer(new ConsoleProgressBarConsumer(System.err, columns));
  }
}

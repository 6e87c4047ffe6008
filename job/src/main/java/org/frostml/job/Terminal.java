package org.frostml.job;

import java.util.Optional;

/** The terminal, which only the launcher can see: inside spark-submit there is none. */
final class Terminal {
  private Terminal() {}

  /** The width of the terminal, if the launcher saw one. */
  static Optional<Integer> columns() {
    return Optional.ofNullable(System.getenv("FROST_TERMINAL"))
        .filter(columns -> columns.matches("[1-9]\\d{0,3}"))
        .map(Integer::parseInt);
  }
}

package org.frostml.config;

import com.typesafe.config.Config;

/**
 * A run's configuration as it was read.
 *
 * @param config what it says, plain
 * @param resolved all keys and their values, from which it can be read again
 */
public record RunSettings(TrainConfig config, Config resolved) {
  /** As a file would hold it, complete. */
  public String text() {
    return Hocon.render(resolved);
  }
}

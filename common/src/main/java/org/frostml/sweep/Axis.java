package org.frostml.sweep;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import org.frostml.FrostException;
import org.frostml.config.Keys;
import org.frostml.config.Reference;
import org.frostml.random.Rng;

/** A swept key and its values, which tell where in the sweep's configuration they are from. */
sealed interface Axis permits Choices, Range {
  /** The group of swept keys, with a dot at its end. */
  String SPACE = Reference.SWEEP + ".space.";

  String key();

  /** The most values that {@link #grid} can have; fails where it can have none. */
  long size();

  /** The values of a grid, in order, each once. */
  List<ConfigValue> grid();

  /** One of all values. */
  ConfigValue draw(Rng rng);

  /**
   * Reads an axis.
   *
   * @param key a key of runs
   * @param in the sweep's configuration
   */
  static Axis of(String key, ConfigValue values, Keys in) {
    if (key.equals("seed")) {
      throw new FrostException(
          "seed is not swept but repeated: use sweep.seeds" + Reference.where(values));
    }
    if (values instanceof ConfigList list) {
      return Choices.of(key, list);
    }
    if (values instanceof ConfigObject range) {
      return Range.of(key, range, in);
    }
    throw new FrostException(
        SPACE
            + key
            + " must be a list of choices, or a range such as { uniform = [0, 1], points = 3 }: "
            + values.unwrapped()
            + Reference.where(values));
  }
}

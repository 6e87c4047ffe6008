package org.frostml.sweep;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.frostml.FrostException;
import org.frostml.config.Reference;
import org.frostml.random.Rng;

/** Values that are named one by one. */
record Choices(String key, List<ConfigValue> grid) implements Axis {
  static Choices of(String key, ConfigList choices) {
    if (choices.isEmpty()) {
      throw new FrostException(
          SPACE + key + " has no choices: name some, or leave it out" + Reference.where(choices));
    }
    Set<ConfigValue> seen = new HashSet<>();
    for (ConfigValue choice : choices) {
      requireKind(key, choice);
      if (!seen.add(choice)) {
        throw new FrostException(
            SPACE + key + " has " + choice.unwrapped() + " twice" + Reference.where(choice));
      }
    }
    return new Choices(key, List.copyOf(choices));
  }

  /** A list's brackets are easily forgotten, and then every trial would be refused. */
  private static void requireKind(String key, ConfigValue choice) {
    boolean lists = Reference.RUN.defaults().getValue(key).valueType() == ConfigValueType.LIST;
    boolean fits =
        switch (choice.valueType()) {
          case LIST -> lists;
          case OBJECT, NULL -> false;
          default -> !lists;
        };
    if (!fits) {
      throw new FrostException(
          SPACE
              + key
              + (lists
                  ? " takes a list of lists, such as [[1, 2], [3]]: "
                  : " takes no such choice: ")
              + choice.unwrapped()
              + Reference.where(choice));
    }
  }

  @Override
  public long size() {
    return grid.size();
  }

  @Override
  public ConfigValue draw(Rng rng) {
    return grid.get(rng.nextInt(grid.size()));
  }
}

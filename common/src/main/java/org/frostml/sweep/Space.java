package org.frostml.sweep;

import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.frostml.FrostException;
import org.frostml.config.Hocon;
import org.frostml.config.Keys;
import org.frostml.config.Reference;
import org.frostml.random.Rng;

/**
 * What is swept: the combinations of the values of its keys.
 *
 * @param axes by key, because the order of a configuration's keys means nothing
 */
record Space(List<Axis> axes) {
  static Space of(Keys in) {
    Map<String, ConfigValue> given =
        Reference.RUN.leaves(Hocon.checked(() -> in.config().getObject("sweep.space")), Axis.SPACE);
    return new Space(
        given.entrySet().stream()
            .map(entry -> Axis.of(entry.getKey(), entry.getValue(), in))
            .toList());
  }

  /** Fails where a key is set that is swept. */
  void requireFree(Map<String, ConfigValue> set) {
    for (Axis axis : axes) {
      if (set.containsKey(axis.key())) {
        throw new FrostException(
            axis.key()
                + " is set"
                + Reference.where(set.get(axis.key()))
                + " and swept by sweep.space: take it out of one of them");
      }
    }
  }

  /** The most combinations that a grid can have; may be more than a long holds. */
  double size() {
    return axes.stream().mapToDouble(Axis::size).reduce(1, (a, b) -> a * b);
  }

  /** All combinations; the last key varies fastest. */
  List<SortedMap<String, ConfigValue>> grid() {
    List<SortedMap<String, ConfigValue>> all = List.of(new TreeMap<>());
    for (Axis axis : axes) {
      List<ConfigValue> values = axis.grid();
      all =
          all.stream()
              .flatMap(before -> values.stream().map(value -> with(before, axis.key(), value)))
              .toList();
    }
    return all;
  }

  private static SortedMap<String, ConfigValue> with(
      SortedMap<String, ConfigValue> before, String key, ConfigValue value) {
    SortedMap<String, ConfigValue> one = new TreeMap<>(before);
    one.put(key, value);
    return one;
  }

  /**
   * Random combinations, each once. The first of them are the same however many there are, and a
   * key's values are whatever other keys are swept.
   */
  List<SortedMap<String, ConfigValue>> random(int draws, long seed) {
    return IntStream.range(0, draws).mapToObj(draw -> drawn(draw, seed)).distinct().toList();
  }

  private SortedMap<String, ConfigValue> drawn(int draw, long seed) {
    SortedMap<String, ConfigValue> one = new TreeMap<>();
    for (Axis axis : axes) {
      one.put(axis.key(), axis.draw(new Rng(seed, axis.key().hashCode(), draw)));
    }
    return one;
  }
}

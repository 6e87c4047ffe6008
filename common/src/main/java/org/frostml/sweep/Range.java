package org.frostml.sweep;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.frostml.FrostException;
import org.frostml.config.Keys;
import org.frostml.config.Reference;
import org.frostml.config.Suggestion;
import org.frostml.random.Rng;

/**
 * Numbers from one to another, both included.
 *
 * @param points of a grid; 0 where they are not given
 * @param origin where it is set
 */
record Range(String key, Scale scale, double from, double to, int points, ConfigOrigin origin)
    implements Axis {
  private static final String POINTS = "points";

  private static final List<String> KNOWN =
      Stream.concat(Stream.of(POINTS), Stream.of(Scale.values()).map(Scale::text)).toList();

  static Range of(String key, ConfigObject range, Keys in) {
    String place = SPACE + key;
    if (Reference.RUN.defaults().getValue(key).valueType() != ConfigValueType.NUMBER) {
      throw new FrostException(
          place + " is no number: give a list of choices, not a range" + Reference.where(range));
    }
    Scale scale = scale(place, range);
    List<Double> ends = scale.ends(place + "." + scale.text(), in);
    int points = range.containsKey(POINTS) ? in.count(place + "." + POINTS, 1) : 0;
    return new Range(key, scale, ends.get(0), ends.get(1), points, range.origin());
  }

  private static Scale scale(String place, ConfigObject range) {
    range.forEach((name, value) -> requireKnown(place, name, value));
    List<Scale> scales =
        Stream.of(Scale.values()).filter(scale -> range.containsKey(scale.text())).toList();
    if (scales.size() != 1) {
      throw new FrostException(
          place
              + " must have one of uniform, log-uniform, integer, such as uniform = [0, 1]"
              + Reference.where(range));
    }
    return scales.get(0);
  }

  private static void requireKnown(String place, String name, ConfigValue value) {
    if (!KNOWN.contains(name)) {
      throw new FrostException(
          "unknown key "
              + place
              + "."
              + name
              + Reference.where(value)
              + Suggestion.of(name, KNOWN));
    }
  }

  @Override
  public long size() {
    if (scale == Scale.INTEGER) {
      long whole = (long) (to - from) + 1;
      return points == 0 ? whole : Math.min(points, whole);
    }
    if (points == 0) {
      throw new FrostException(
          SPACE
              + key
              + " needs points on a grid, a number of values ("
              + origin.description()
              + ")");
    }
    return points;
  }

  @Override
  public List<ConfigValue> grid() {
    long last = size() - 1;
    return LongStream.rangeClosed(0, last)
        .mapToObj(i -> value(scale.at(last == 0 ? 0 : (double) i / last, from, to)))
        .distinct()
        .toList();
  }

  @Override
  public ConfigValue draw(Rng rng) {
    return value(scale.draw(rng, from, to));
  }

  private ConfigValue value(Number number) {
    return ConfigValueFactory.fromAnyRef(number).withOrigin(origin);
  }
}

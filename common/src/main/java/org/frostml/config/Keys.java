package org.frostml.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.frostml.FrostException;

/**
 * Typed values of a resolved configuration; a value that does not fit fails with its key and where
 * it was set.
 */
public record Keys(Config config) {
  String text(String key) {
    return Hocon.checked(() -> config.getString(key));
  }

  boolean flag(String key) {
    return Hocon.checked(() -> config.getBoolean(key));
  }

  double real(String key) {
    return finite(key, Hocon.checked(() -> config.getDouble(key)));
  }

  private double finite(String key, double value) {
    if (!Double.isFinite(value)) {
      throw new FrostException(key + " must be finite: " + value + where(key));
    }
    return value;
  }

  /** A number to be computed with in single precision. */
  float single(String key) {
    return single(key, real(key));
  }

  private float single(String key, double value) {
    float single = (float) value;
    if (Float.isInfinite(single) || single == 0 && value != 0) {
      throw new FrostException(key + " does not fit a float32: " + value + where(key));
    }
    return single;
  }

  public long whole(String key, long min, long max) {
    return whole(key, Hocon.checked(() -> config.getNumber(key)), min, max);
  }

  private long whole(String key, Number number, long min, long max) {
    double rounded = number.doubleValue();
    if (rounded != Math.rint(rounded)) {
      throw new FrostException(key + " must be a whole number: " + number + where(key));
    }
    // What is no long would be the nearest one, not what was given.
    boolean isLong = number instanceof Long || number instanceof Integer;
    if (number.longValue() < min || !isLong && rounded <= Long.MIN_VALUE) {
      throw new FrostException(key + " must be >= " + min + ": " + number + where(key));
    }
    if (number.longValue() > max || !isLong && rounded >= Long.MAX_VALUE) {
      throw new FrostException(key + " must be <= " + max + ": " + number + where(key));
    }
    return number.longValue();
  }

  public int count(String key, int min) {
    return (int) whole(key, min, Integer.MAX_VALUE);
  }

  /** A list of whole numbers, each at least 1. */
  List<Integer> counts(String key) {
    return wholes(key, 1, Integer.MAX_VALUE).stream().map(Long::intValue).toList();
  }

  /** A list of whole numbers. */
  public List<Long> wholes(String key, long min, long max) {
    return Hocon.checked(() -> config.getNumberList(key)).stream()
        .map(number -> whole(key, number, min, max))
        .toList();
  }

  /** A list of finite numbers. */
  public List<Double> reals(String key) {
    List<Double> values = Hocon.checked(() -> config.getDoubleList(key));
    values.forEach(value -> finite(key, value));
    return values;
  }

  /** A list of texts; one by itself needs no brackets. */
  List<String> texts(String key) {
    return Hocon.checked(() -> config.getValue(key)).valueType() == ConfigValueType.LIST
        ? Hocon.checked(() -> config.getStringList(key))
        : List.of(text(key));
  }

  /** Texts under names that are nobody's keys. */
  Map<String, String> named(String key) {
    Map<String, String> texts = new TreeMap<>();
    Hocon.checked(() -> config.getObject(key))
        .forEach(
            (name, value) -> {
              if (value.unwrapped() == null) {
                throw new FrostException(
                    key + "." + name + " must be a text: null" + Reference.where(value));
              }
              texts.put(name, String.valueOf(value.unwrapped()));
            });
    return texts;
  }

  /** A list of numbers to be computed with in single precision. */
  List<Float> singles(String key) {
    return Hocon.checked(() -> config.getDoubleList(key)).stream()
        .map(value -> single(key, value))
        .toList();
  }

  /** The value that one of the names stands for. */
  public <T> T choice(String key, Map<String, T> names) {
    String name = text(key);
    if (!names.containsKey(name)) {
      TreeSet<String> known = new TreeSet<>(names.keySet());
      throw new FrostException(
          key
              + " must be one of "
              + String.join(", ", known)
              + ": "
              + name
              + where(key)
              + Suggestion.of(name, known));
    }
    return names.get(name);
  }

  /**
   * Makes a part of a group that checks itself. Its complaint begins with the name of what is
   * wrong, which gets the group's name before it and where it was set after it.
   */
  <T> T made(String group, Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException e) {
      String key = group + "." + e.getMessage().split(" ", 2)[0];
      String where = config.hasPath(key) ? where(key) : where(group);
      throw new FrostException(group + "." + e.getMessage() + where, e);
    }
  }

  /** Where a key was set, as the end of a message. */
  public String where(String key) {
    return Reference.where(config.getValue(key));
  }
}

package org.frostml.config;

import com.typesafe.config.Config;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.frostml.FrostException;

/**
 * What a run may be resumed with: the settings it was begun with, but for a list of those that
 * leave its numbers alone.
 */
public final class Resumption {
  /**
   * Data may have moved: they are known by their sum. Sums have the same bits wherever they are
   * made.
   */
  private static final Set<String> FREE =
      Set.of(
          "checkpoint.epochs",
          "checkpoint.minutes",
          "checkpoint.cycles",
          "checkpoint.keep",
          "data.path",
          "data.testPath",
          "exchange.sums",
          "exchange.link");

  private static final String NOTHING = "nothing";
  private static final String EPOCHS = "epochs";

  /** Where a trial is trained changes none of its numbers. */
  private static final String PLACEMENT = Reference.SWEEP + ".placement";

  private Resumption() {}

  /** What goes by the run's length, so that a longer run is another one from its start; or "". */
  private static String end(TrainConfig config) {
    if (config.schedule().endsWithTheRun()) {
      return "the learning rate's schedule";
    }
    if (config.optimizer().endsWithTheRun()) {
      return "the schedule of the density, or of the mask,";
    }
    return config.freeze().endsWithTheRun() ? "the schedule of freezing" : "";
  }

  /**
   * Fails, naming every setting that would change the numbers of what was begun.
   *
   * @param where the run, for messages
   */
  public static void require(RunSettings begun, RunSettings now, String where) {
    String end = end(now.config());
    require(
        begun.resolved(),
        now.resolved(),
        key -> FREE.contains(key) || key.equals(EPOCHS) && end.isEmpty(),
        key -> key.equals(EPOCHS) ? " (" + end + " ends with the run)" : "",
        where);
  }

  /**
   * Fails, naming every setting that would change the trials of a sweep that was begun.
   *
   * @param begun the configuration of the sweep, complete
   * @param where the sweep, for messages
   */
  public static void requireOfSweep(Config begun, Config now, String where) {
    require(begun, now, key -> FREE.contains(key) || key.equals(PLACEMENT), key -> "", where);
  }

  private static void require(
      Config before,
      Config after,
      Predicate<String> free,
      UnaryOperator<String> reason,
      String where) {
    List<String> refused = new ArrayList<>();
    Set<String> keys = new TreeSet<>();
    before.entrySet().forEach(entry -> keys.add(entry.getKey()));
    after.entrySet().forEach(entry -> keys.add(entry.getKey()));
    for (String key : keys) {
      if (!free.test(key) && !bound(before, key).equals(bound(after, key))) {
        refused.add(
            key + " = " + value(before, key) + ", not " + value(after, key) + reason.apply(key));
      }
    }
    if (!refused.isEmpty()) {
      throw new FrostException(
          where
              + ": cannot be resumed with settings that change its numbers; it was begun with "
              + String.join("; ", refused)
              + ": resume with these, or begin anew in another folder");
    }
  }

  /** A setting as it is bound, however it was written: 1, 1.0 and "1" are one number. */
  private static Object bound(Config config, String key) {
    if (!config.hasPath(key)) {
      return NOTHING;
    }
    return switch (Reference.ALL.type(key)) {
      case NUMBER -> number(config.getNumber(key));
      case BOOLEAN -> config.getBoolean(key);
      case STRING -> config.getString(key);
      case LIST, OBJECT, NULL -> plain(config.getValue(key).unwrapped());
    };
  }

  /** Values whose kind no default tells: what looks like a number is one. */
  private static Object plain(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Resumption::plain).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> plain = new HashMap<>();
      map.forEach((name, inner) -> plain.put(name, plain(inner)));
      return plain;
    }
    try {
      return number(value);
    } catch (NumberFormatException isNone) {
      return String.valueOf(value);
    }
  }

  private static BigDecimal number(Object number) {
    return new BigDecimal(String.valueOf(number)).stripTrailingZeros();
  }

  private static Object value(Config config, String key) {
    return config.hasPath(key) ? config.getValue(key).unwrapped() : NOTHING;
  }
}

package org.frostml.sweep;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.frostml.FrostException;
import org.frostml.Sha256;
import org.frostml.config.Configs;
import org.frostml.config.RunSettings;
import org.frostml.io.Json;
import org.frostml.nn.Measure;

/**
 * One run of a sweep.
 *
 * @param number counted from 1 in the order of the sweep
 * @param id 12 hexadecimal digits that go by the parameters and the seed
 * @param params the swept keys with their values, and the case's name if there are cases
 * @param settings of the run
 * @param refused what is wrong with the settings, if they do not make a run
 */
public record Trial(
    int number,
    String id,
    Map<String, Object> params,
    long seed,
    Config settings,
    Optional<String> refused) {
  /** The parameter that names the case. */
  public static final String CASE = "case";

  private static final int DIGITS = 12;

  static Trial of(
      int number, Case one, Map<String, ConfigValue> values, long seed, Config settings) {
    Map<String, Object> params = new LinkedHashMap<>();
    if (!one.equals(Case.NONE)) {
      params.put(CASE, one.name());
    }
    values.forEach((key, value) -> params.put(key, plain(value.unwrapped())));
    return new Trial(
        number,
        id(params, seed),
        Collections.unmodifiableMap(params),
        seed,
        settings,
        complaint(settings));
  }

  /**
   * The run that the settings make.
   *
   * @throws FrostException with what is wrong, if it is {@link #refused}
   */
  public RunSettings run() {
    return Configs.read(List.of(settings));
  }

  /** The settings that decide what a trial is compared by, in words. */
  String comparison() {
    return "network.loss is "
        + settings.getString("network.loss")
        + " and stopping.by "
        + settings.getString("stopping.by");
  }

  String format() {
    return settings.getString("data.format");
  }

  /** Whether Spark's readers read the data of a trial that is not refused. */
  boolean needsSpark() {
    return Configs.bind(List.of(settings)).data().format().needsSpark();
  }

  /** What a trial that is not refused is compared by. */
  Measure measure() {
    return Configs.bind(List.of(settings)).stopping().measure();
  }

  /** The same with what it is a number of: values of two losses tell nothing of each other. */
  String unit() {
    Measure measure = measure();
    return measure == Measure.LOSS
        ? "the loss " + Configs.bind(List.of(settings)).loss().scored().spec()
        : measure.title();
  }

  /** The epochs of a trial that is not refused. */
  public int epochs() {
    return settings.getInt("epochs");
  }

  private static Optional<String> complaint(Config settings) {
    try {
      Configs.bind(List.of(settings));
      return Optional.empty();
    } catch (FrostException e) {
      return Optional.of(e.getMessage());
    }
  }

  private record Identity(Map<String, Object> params, long seed) {}

  private static String id(Map<String, Object> params, long seed) {
    String json = Json.line(new Identity(new TreeMap<>(params), seed)).strip();
    return Sha256.of(json.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }

  /** However a number was written, 1 or 1.0, it is the same; and JSON gives it back as it is. */
  private static Object plain(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Trial::plain).toList();
    }
    if (value instanceof Number number && number.doubleValue() == number.longValue()) {
      long whole = number.longValue();
      return whole == (int) whole ? (Object) (int) whole : (Object) whole;
    }
    return value;
  }
}

package org.frostml.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.frostml.FrostException;

/**
 * Every key there is, with its default: reference.conf. What is given is checked against it by
 * name.
 */
public record Reference(Config defaults) {
  /** The group that only a sweep's configuration has. */
  public static final String SWEEP = "sweep";

  /** The group whose names are a reader's. */
  private static final String OPEN = "data.options.";

  private static final List<String> LINES = lines();

  private static final Config FILE =
      ConfigFactory.parseString(
          String.join("\n", LINES),
          ConfigParseOptions.defaults().setOriginDescription("reference.conf"));

  /** The keys of a run. */
  public static final Reference RUN = new Reference(FILE.withoutPath(SWEEP));

  /** The keys of a sweep and of its runs. */
  public static final Reference ALL = new Reference(FILE);

  private static List<String> lines() {
    try (InputStream in = Reference.class.getResourceAsStream("reference.conf")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it is a key whose value is a text. */
  boolean isText(String key) {
    return type(key) == ConfigValueType.STRING;
  }

  /** The kind of a key's value; that of an object for what a sweep names itself. */
  ConfigValueType type(String key) {
    return defaults.hasPath(key) ? defaults.getValue(key).valueType() : ConfigValueType.OBJECT;
  }

  /** What reference.conf says of a key: the comment on its line, and on lines that continue it. */
  public String comment(String key) {
    int line = defaults.getValue(key).origin().lineNumber();
    StringJoiner comment = new StringJoiner(" ");
    for (int l = line - 1; l < LINES.size(); l++) {
      int hash = LINES.get(l).indexOf("# ");
      boolean continues = hash > 0 && LINES.get(l).substring(0, hash).isBlank();
      if (l >= line && !continues) {
        break;
      }
      if (hash > 0) {
        comment.add(LINES.get(l).substring(hash + 2).strip());
      }
    }
    return comment.toString();
  }

  /** Fails, by name, where something is given that is no key, or is a group and should not be. */
  public void require(ConfigObject given) {
    leaves(given, "")
        .forEach(
            (key, value) -> {
              if (value.valueType() == ConfigValueType.OBJECT) {
                throw new FrostException(
                    key + " takes a value and has no keys below it" + where(value));
              }
            });
  }

  /**
   * What is given, by key; the values may be of any kind. Fails, by name, where it is no key or
   * only a group of keys.
   *
   * @param place where in the configuration it stands, for messages: empty, or with a dot at its
   *     end
   */
  public SortedMap<String, ConfigValue> leaves(ConfigObject given, String place) {
    SortedMap<String, ConfigValue> leaves = new TreeMap<>();
    collect(given, "", place, leaves);
    return leaves;
  }

  private void collect(
      ConfigObject given, String above, String place, SortedMap<String, ConfigValue> leaves) {
    given.forEach(
        (name, value) -> {
          String key = above + plain(name);
          if (above.equals(OPEN)) {
            leaves.put(key, value);
            return;
          }
          if (!defaults.hasPathOrNull(key)) {
            throw new FrostException("unknown key " + place + key + where(value) + advice(key));
          }
          if (defaults.getValue(key).valueType() != ConfigValueType.OBJECT) {
            leaves.put(key, value);
          } else if (value instanceof ConfigObject group) {
            collect(group, key + ".", place, leaves);
          } else {
            throw new FrostException(
                place + key + " is a group of keys and takes no value" + where(value));
          }
        });
  }

  private static String plain(String name) {
    return ConfigUtil.quoteString(name).replaceAll("^\"([A-Za-z0-9_-]+)\"$", "$1");
  }

  private String advice(String key) {
    if (key.equals(SWEEP)) {
      return "; this is the configuration of a sweep: use frost sweep";
    }
    if (key.matches("spark(\\..*)?")) {
      return "; Spark's settings go before the command: frost --conf KEY=VALUE train ...";
    }
    Set<String> known = new TreeSet<>();
    defaults.entrySet().forEach(entry -> known.add(entry.getKey()));
    return Suggestion.of(key, known);
  }

  /** Where a value was set, as the end of a message. */
  public static String where(ConfigValue value) {
    return " (" + value.origin().description() + ")";
  }
}

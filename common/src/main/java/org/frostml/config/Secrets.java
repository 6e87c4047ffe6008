package org.frostml.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.frostml.FrostException;

/**
 * Keeps secrets out of messages. Frost has no key that holds one; a setting of Spark in the wrong
 * place may, and the complaint about it must not repeat it.
 */
public final class Secrets {
  /** A name like that of a secret, and what follows it. */
  private static final Pattern NAMED =
      Pattern.compile(
          "((?:password|secret|token|key)[\\w.\"-]*(?:\\s*\\+?[=:{]|\\s)).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** The same in a whole text, whose comments may well speak of keys. */
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(password|secret|token|key)[\\w.\"-]*\\s*\\+?[=:{]", Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** The text as messages may show it: without what follows a name like that of a secret. */
  public static String hidden(String text) {
    return NAMED.matcher(text).replaceFirst("$1...");
  }

  /** Where a text can be read again. */
  interface Source {
    String text() throws IOException;
  }

  /**
   * Parses a text. The library quotes what it cannot parse: where something in the text is named
   * like a secret, only the place is shown.
   */
  static Config parsed(Supplier<Config> step, Source source, String origin) {
    try {
      return Hocon.checked(step);
    } catch (FrostException e) {
      if (mayShow(source)) {
        String message = e.getMessage();
        throw message.startsWith(origin) ? e : new FrostException(origin + ": " + message, e);
      }
      // Without its cause, which quotes.
      throw new FrostException(
          place(e.getCause(), origin)
              + ": not a configuration; what is wrong there is not shown, because a name looks"
              + " like that of a secret");
    } catch (StackOverflowError e) {
      throw new FrostException(origin + ": its braces are nested too deeply", e);
    }
  }

  private static String place(Throwable cause, String origin) {
    return cause instanceof ConfigException e && e.origin() != null
        ? e.origin().description()
        : origin;
  }

  private static boolean mayShow(Source source) {
    try {
      return !ASSIGNED.matcher(source.text()).find();
    } catch (IOException unreadable) {
      return true;
    }
  }
}

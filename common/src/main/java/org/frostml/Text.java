package org.frostml;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;

/** Words and numbers as a person is shown them. */
public final class Text {
  private Text() {}

  /** What a file or a command line says may hold line ends, and worse for a terminal. */
  public static String oneLine(String message) {
    return message.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
  }

  /** Somebody else's exception in a line: its kind without the package, and what it says. */
  public static String firstLine(Throwable cause) {
    String first = cause.toString().lines().findFirst().orElseThrow();
    return oneLine(first.replaceFirst("^[\\w.$]*\\.(?=[\\w$]+(:|$))", ""));
  }

  /** Somebody else's exception and its causes, in a line; nothing is said twice. */
  public static String withCauses(Throwable error) {
    StringBuilder line = new StringBuilder(firstLine(error));
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      String words = firstLine(cause);
      if (line.indexOf(words) < 0) {
        line.append("; because: ").append(words);
      }
    }
    return line.toString();
  }

  /** So many of a thing: 1 core, 2 cores. */
  public static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** The first names of a list, and whether there are more. */
  public static String first(List<String> names, int most) {
    return String.join(", ", names.subList(0, Math.min(most, names.size())))
        + (names.size() > most ? ", ..." : "");
  }

  /** Bytes in units of 2^20, rounded up. */
  public static long mib(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }

  /** A share such as 0.053 as 5.3 %. */
  public static String percent(double share) {
    return new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT))
            .format(100 * share)
        + " %";
  }
}

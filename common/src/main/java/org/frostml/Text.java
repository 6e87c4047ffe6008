package org.frostml;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
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

  /** A share such as 0.053 as 5.3 %. */
  public static String percent(double share) {
    return new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT))
            .format(100 * share)
        + " %";
  }
}

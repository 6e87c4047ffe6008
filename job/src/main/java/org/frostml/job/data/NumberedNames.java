package org.frostml.job.data;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order of names, in which numbers are by their size: x9 is before x10. */
final class NumberedNames {
  static final Comparator<String> ORDER =
      Comparator.comparing(NumberedNames::key).thenComparing(Comparator.naturalOrder());

  private static final Pattern NUMBER = Pattern.compile("0*([0-9]+)");

  private NumberedNames() {}

  /** With every number after its length: of two, the longer one is the larger. */
  private static String key(String name) {
    return NUMBER
        .matcher(name)
        .replaceAll(
            number -> {
              String digits = number.group(1);
              return Matcher.quoteReplacement((char) digits.length() + digits);
            });
  }
}

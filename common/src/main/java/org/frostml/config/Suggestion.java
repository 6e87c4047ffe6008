package org.frostml.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * A name that may have been meant.
 *
 * @param distance from what was given, in letters
 * @param most distance of a slip of the fingers: a third of the letters, rounded up
 */
public record Suggestion(String name, int distance, int most) {
  /** The nearest name as the end of a message; nothing where none is near. */
  public static String of(String given, Collection<String> known) {
    return known.stream()
        .flatMap(name -> of(given.toLowerCase(Locale.ROOT), name))
        .filter(suggestion -> suggestion.distance <= suggestion.most)
        .min(Comparator.comparingInt(Suggestion::distance))
        .map(nearest -> "; did you mean " + nearest.name + "?")
        .orElse("");
  }

  /** By all of a dotted key, and by its last part alone, which is a letter worse. */
  private static Stream<Suggestion> of(String given, String name) {
    String all = name.toLowerCase(Locale.ROOT);
    String last = all.substring(all.lastIndexOf('.') + 1);
    return Stream.of(of(given, all, name, 0), of(given, last, name, 1));
  }

  private static Suggestion of(String given, String part, String name, int penalty) {
    int distance = LevenshteinDistance.getDefaultInstance().apply(given, part) + penalty;
    int most = (Math.max(given.length(), part.length()) + 2) / 3;
    return new Suggestion(name, distance, most);
  }
}

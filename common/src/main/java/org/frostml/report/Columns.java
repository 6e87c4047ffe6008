package org.frostml.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Lines of one kind, turned: the values of a field over all of them.
 *
 * @param columns by name; a value that is no number is null, a field without a number is left out
 */
record Columns(Map<String, List<JsonNode>> columns) {
  /**
   * The fields of a kind.
   *
   * @param most lines to keep: the last one, and others evenly spaced
   */
  static Columns of(List<ObjectNode> lines, String kind, List<String> names, int most) {
    List<ObjectNode> kept =
        thinned(
            lines.stream().filter(line -> kind.equals(line.path("kind").asText())).toList(), most);
    Map<String, List<JsonNode>> columns = new LinkedHashMap<>();
    for (String name : names) {
      List<JsonNode> column = kept.stream().map(line -> value(line.path(name))).toList();
      if (column.stream().anyMatch(value -> !value.isNull())) {
        columns.put(name, column);
      }
    }
    return new Columns(columns);
  }

  static <T> List<T> thinned(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    return IntStream.range(0, most)
        .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (most - 1))))
        .toList();
  }

  /** A number or a list of them; infinity is written as a text. */
  private static JsonNode value(JsonNode value) {
    return value.isNumber() || value.isArray() ? value : NullNode.instance;
  }
}

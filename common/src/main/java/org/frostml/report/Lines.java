package org.frostml.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.frostml.FrostException;

/** JSON as other versions of Frost may have written it: what is not known is passed over. */
final class Lines {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Lines() {}

  /**
   * The objects of a file of lines.
   *
   * @param name of the file, for messages
   * @throws FrostException that names the line which holds none
   */
  static List<ObjectNode> objects(String text, String name) {
    return each(text, name, (object, place) -> object);
  }

  /**
   * The same, each made into something.
   *
   * @param made takes an object and its place, for messages
   */
  static <T> List<T> each(String text, String name, BiFunction<ObjectNode, String, T> made) {
    List<T> all = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n")) {
      number++;
      if (!line.isBlank()) {
        String place = name + ":" + number;
        all.add(made.apply(object(line, place), place));
      }
    }
    return all;
  }

  /** The object of a text. */
  static ObjectNode object(String text, String place) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw new FrostException(place + ": not a JSON object");
    } catch (JsonProcessingException e) {
      throw new FrostException(place + ": not a JSON object: " + e.getOriginalMessage(), e);
    }
  }

  /** An object as a record. */
  static <T extends Record> T record(JsonNode fields, Class<T> type, String place) {
    try {
      return JSON.treeToValue(fields, type);
    } catch (JsonProcessingException e) {
      String kind = words(type.getSimpleName());
      boolean ours = e.getCause() instanceof IllegalArgumentException;
      String what = ours ? e.getCause().getMessage() : e.getOriginalMessage();
      throw new FrostException(place + ": not a " + kind + ": " + what, e);
    }
  }

  /** The name of a class as a message has it. */
  private static String words(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /** A record as it stands in a page. */
  static String text(Record fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

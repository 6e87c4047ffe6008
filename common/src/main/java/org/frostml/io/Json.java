package org.frostml.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.frostml.FrostException;

/** Records as JSON, their components by name and in order. */
public final class Json {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  private static final String KIND = "kind";

  private Json() {}

  /** One line, for a log of lines. */
  public static String line(Record fields) {
    return write(JSON.writer(), fields);
  }

  /** One line, for a log of lines of several kinds; the kind is its first field. */
  public static String line(String kind, Record fields) {
    ObjectNode line = JSON.createObjectNode().put(KIND, kind);
    return line.setAll((ObjectNode) JSON.valueToTree(fields)) + "\n";
  }

  /**
   * The record of a line that {@link #line(String, Record)} wrote, if it is of that kind.
   *
   * @param name where the line is from, for messages
   */
  public static <T extends Record> Optional<T> read(
      String line, String kind, Class<T> type, String name) {
    return parse(
        type,
        name,
        () -> {
          JsonNode fields = JSON.readTree(line);
          if (!(fields instanceof ObjectNode object) || !kind.equals(object.path(KIND).asText())) {
            return Optional.empty();
          }
          object.remove(KIND);
          return Optional.of(JSON.treeToValue(object, type));
        });
  }

  /** A file for people and programs. */
  public static String file(Record fields) {
    return write(JSON.writerWithDefaultPrettyPrinter(), fields);
  }

  /**
   * The record that {@link #file} or {@link #line} wrote.
   *
   * @param name where the text is from, for messages
   */
  public static <T extends Record> T read(String text, Class<T> type, String name) {
    return parse(type, name, () -> JSON.readValue(text, type));
  }

  /** Something that the library may complain of. */
  private interface Step<T> {
    T run() throws JsonProcessingException;
  }

  private static <T> T parse(Class<?> type, String name, Step<T> step) {
    try {
      return step.run();
    } catch (JsonProcessingException e) {
      // Behind a semicolon stands advice to programmers.
      String what = e.getOriginalMessage().split(";", 2)[0];
      throw new FrostException(name + ": no " + type.getSimpleName() + " as JSON: " + what, e);
    }
  }

  private static String write(ObjectWriter writer, Record fields) {
    try {
      return writer.writeValueAsString(fields) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

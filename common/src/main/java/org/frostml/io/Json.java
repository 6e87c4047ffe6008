package org.frostml.io;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.frostml.FrostException;
import org.frostml.train.Measures;

/**
 * Records as JSON, their components by name and in order. {@link Measures} in a record lie flat
 * among its other fields, in their place.
 */
public final class Json {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .addMixIn(Measures.class, ByName.class);

  /** How {@link Measures} are spelt. */
  private interface ByName {
    @JsonValue
    Map<String, Number> named();

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Measures of(Map<String, Double> named) {
      throw new AssertionError("only its annotations are used");
    }
  }

  private static final String KIND = "kind";

  private Json() {}

  /** One line, for a log of lines. */
  public static String line(Record fields) {
    return write(JSON.writer(), flat(fields));
  }

  /** One line, for a log of lines of several kinds; the kind is its first field. */
  public static String line(String kind, Record fields) {
    ObjectNode line = JSON.createObjectNode().put(KIND, kind);
    return line.setAll(flat(fields)) + "\n";
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
          return Optional.of(JSON.treeToValue(nested(object, type), type));
        });
  }

  /** A file for people and programs. */
  public static String file(Record fields) {
    return write(JSON.writerWithDefaultPrettyPrinter(), flat(fields));
  }

  /**
   * The record that {@link #file} or {@link #line} wrote.
   *
   * @param name where the text is from, for messages
   */
  public static <T extends Record> T read(String text, Class<T> type, String name) {
    T read =
        parse(
            type,
            name,
            () ->
                JSON.readTree(text) instanceof ObjectNode object
                    ? JSON.treeToValue(nested(object, type), type)
                    : JSON.readValue(text, type));
    if (read == null) {
      throw new FrostException(name + ": no " + type.getSimpleName() + " as JSON: null");
    }
    return read;
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

  private static ObjectNode flat(Record fields) {
    ObjectNode flat = JSON.createObjectNode();
    JSON.<ObjectNode>valueToTree(fields)
        .properties()
        .forEach(
            field -> {
              if (field.getKey().equals(measures(fields.getClass()))) {
                flat.setAll((ObjectNode) field.getValue());
              } else {
                flat.set(field.getKey(), field.getValue());
              }
            });
    return flat;
  }

  /** Undoes {@link #flat}: what is no other component's is of the measures. */
  private static ObjectNode nested(ObjectNode flat, Class<?> type) {
    String measures = measures(type);
    if (measures == null) {
      return flat;
    }
    Set<String> others =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getName)
            .filter(name -> !name.equals(measures))
            .collect(Collectors.toSet());
    ObjectNode nested = JSON.createObjectNode();
    ObjectNode within = JSON.createObjectNode();
    flat.properties()
        .forEach(
            field ->
                (others.contains(field.getKey()) ? nested : within)
                    .set(field.getKey(), field.getValue()));
    return nested.set(measures, within);
  }

  /** The name of the component that holds measures, or null. */
  private static String measures(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .filter(component -> component.getType() == Measures.class)
        .map(RecordComponent::getName)
        .findFirst()
        .orElse(null);
  }

  private static String write(ObjectWriter writer, JsonNode fields) {
    try {
      return writer.writeValueAsString(fields) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

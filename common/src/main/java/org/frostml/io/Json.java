package org.frostml.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.Map;

/** Named numbers and texts as JSON. */
public final class Json {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Json() {}

  /** One line, for a log of lines. */
  public static String line(Map<String, ?> fields) {
    return write(JSON.writer(), fields);
  }

  /** A file for people and programs. */
  public static String file(Map<String, ?> fields) {
    return write(JSON.writerWithDefaultPrettyPrinter(), fields);
  }

  private static String write(ObjectWriter writer, Map<String, ?> fields) {
    try {
      return writer.writeValueAsString(fields) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

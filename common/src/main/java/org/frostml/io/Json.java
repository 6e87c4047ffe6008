package org.frostml.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

/** Records as JSON, their components by name and in order. */
public final class Json {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Json() {}

  /** One line, for a log of lines. */
  public static String line(Record fields) {
    return write(JSON.writer(), fields);
  }

  /** A file for people and programs. */
  public static String file(Record fields) {
    return write(JSON.writerWithDefaultPrettyPrinter(), fields);
  }

  /** The record that {@link #file} wrote. */
  public static <T extends Record> T read(String text, Class<T> type) {
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(type.getSimpleName() + ": " + e.getOriginalMessage(), e);
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

package org.frostml.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import org.frostml.FrostException;

/** Records as JSON, their components by name and in order. */
public final class Json {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  private Json() {}

  /** One line, for a log of lines. */
  public static String line(Record fields) {
    return write(JSON.writer(), fields);
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
    try {
      return JSON.readValue(text, type);
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

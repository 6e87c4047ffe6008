package org.frostml.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.frostml.DamagedException;
import org.frostml.FrostException;
import org.frostml.JavaArrays;

/**
 * A safetensors file: an 8-byte little-endian header length, a JSON header of names, types, shapes
 * and offsets, padded with blanks to a multiple of 8, then the raw arrays without gaps. Reading
 * allocates no more than the file is long.
 */
record Safetensors(Map<String, String> metadata, Map<String, Tensor> tensors) {
  private static final String METADATA = "__metadata__";

  /** Of the header; as the format's own library has it. */
  private static final int MAX_HEADER = 100_000_000;

  /** Jackson itself bounds the depth; a text or a name may be as long as a header. */
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxStringLength(MAX_HEADER)
                      .maxNameLength(MAX_HEADER)
                      .build())
              .build());

  /**
   * Writes a file that can be read again, or nothing.
   *
   * @throws FrostException if its header is longer than readers take
   */
  void write(OutputStream out) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode texts = header.putObject(METADATA);
    metadata.forEach(texts::put);
    long at = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      ObjectNode node = header.putObject(entry.getKey()).put("dtype", tensor.type().name());
      ArrayNode shape = node.putArray("shape");
      Arrays.stream(tensor.shape()).forEach(shape::add);
      node.putArray("data_offsets").add(at).add(at + tensor.size());
      at += tensor.size();
    }
    byte[] json = JSON.writeValueAsBytes(header);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    if (padded.length > MAX_HEADER) {
      throw new FrostException(
          "the header would have "
              + padded.length
              + " bytes, more than the format's "
              + MAX_HEADER
              + ": it holds "
              + tensors.size()
              + " arrays and "
              + metadata.size()
              + " texts");
    }
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(padded.length).array());
    out.write(padded);
    for (Tensor tensor : tensors.values()) {
      out.write(tensor.bytes());
    }
  }

  /**
   * Reads a whole file.
   *
   * @param length of the file
   * @param name for messages
   * @throws DamagedException if its bytes are none of a safetensors file
   * @throws IOException if it cannot be read
   */
  static Safetensors read(InputStream in, long length, String name) throws IOException {
    if (length < 8) {
      throw new DamagedException(name + ": not a safetensors file: it has " + length + " bytes");
    }
    byte[] prefix = next(in, 8, 0, length, name);
    long headerLength = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (headerLength < 2 || headerLength > Math.min(length - 8, MAX_HEADER)) {
      throw new DamagedException(
          name
              + ": not a safetensors file: its header would have "
              + headerLength
              + " bytes of "
              + length
              + (headerLength > length - 8 ? "" : ", more than the format's " + MAX_HEADER));
    }
    JsonNode header = parse(next(in, (int) headerLength, 8, length, name), name);
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals(METADATA)) {
        metadata.putAll(texts(field.getValue(), name));
      } else {
        String where = name + ": " + field.getKey();
        Tensor.Type type = type(field.getValue(), where);
        int[] shape = shape(field.getValue().path("shape"), where);
        long bytes = bytes(type, shape, length, where);
        JsonNode offsets = field.getValue().path("data_offsets");
        if (offsets.size() != 2 || !is(at, offsets.get(0)) || !is(at + bytes, offsets.get(1))) {
          throw new DamagedException(
              where
                  + ": expected data_offsets ["
                  + at
                  + ","
                  + (at + bytes)
                  + "] but the file says "
                  + offsets);
        }
        at += bytes;
        if (8 + headerLength + at > length) {
          throw new DamagedException(
              where
                  + ": truncated: the array ends at byte "
                  + (8 + headerLength + at)
                  + ", the file at "
                  + length);
        }
        byte[] data = next(in, (int) bytes, 8 + headerLength + at - bytes, length, name);
        tensors.put(field.getKey(), new Tensor(type, shape, data));
      }
    }
    if (8 + headerLength + at != length) {
      throw new DamagedException(
          name + ": the arrays end at byte " + (8 + headerLength + at) + ", the file at " + length);
    }
    return new Safetensors(metadata, tensors);
  }

  /** Bytes that the file has, by its length: what ends before them has not been read. */
  private static byte[] next(InputStream in, int count, long at, long length, String name)
      throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException(
          name + ": only " + (at + bytes.length) + " bytes of " + length + " could be read");
    }
    return bytes;
  }

  private static Map<String, String> texts(JsonNode metadata, String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
      if (!entry.getValue().isTextual()) {
        throw new DamagedException(
            name + ": bad metadata: " + entry.getKey() + " is no text: " + entry.getValue());
      }
      texts.put(entry.getKey(), entry.getValue().textValue());
    }
    return texts;
  }

  private static boolean is(long expected, JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong() && number.longValue() == expected;
  }

  /** Takes a text out of metadata that must have it. */
  static String take(Map<String, String> metadata, String key, String name) {
    String value = metadata.remove(key);
    if (value == null) {
      throw new DamagedException(name + ": its metadata lacks " + key);
    }
    return value;
  }

  /** Takes a number out of metadata that must have it. */
  static <T> T take(
      Map<String, String> metadata, String key, String name, Function<String, T> number) {
    String value = take(metadata, key, name);
    try {
      return number.apply(value);
    } catch (NumberFormatException e) {
      throw new DamagedException(
          name + ": bad metadata: " + key + " is no number that fits: " + value, e);
    }
  }

  private static JsonNode parse(byte[] json, String name) throws IOException {
    try (JsonParser parser = JSON.createParser(new String(json, StandardCharsets.UTF_8))) {
      JsonNode header = JSON.readTree(parser);
      if (header != null && header.isObject() && parser.nextToken() == null) {
        return header;
      }
      throw new DamagedException(
          name + ": not a safetensors file: its header is not one JSON object");
    } catch (JsonProcessingException e) {
      throw new DamagedException(
          name + ": not a safetensors file: its header is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Tensor.Type type(JsonNode entry, String where) {
    String dtype = entry.path("dtype").asText();
    for (Tensor.Type type : Tensor.Type.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw new DamagedException(where + ": dtype must be F32, I32 or I8: " + dtype);
  }

  private static int[] shape(JsonNode sizes, String where) {
    if (!sizes.isArray()) {
      throw new DamagedException(where + ": has no shape");
    }
    int[] shape = new int[sizes.size()];
    for (int d = 0; d < shape.length; d++) {
      if (!sizes.get(d).isInt() || sizes.get(d).intValue() < 0) {
        throw new DamagedException(where + ": impossible shape " + sizes);
      }
      shape[d] = sizes.get(d).intValue();
    }
    return shape;
  }

  private static long bytes(Tensor.Type type, int[] shape, long fileLength, String where) {
    long bytes = type.size();
    for (int size : shape) {
      bytes *= size;
      if (bytes > Math.min(fileLength, JavaArrays.MOST)) {
        throw new DamagedException(
            where
                + ": shape "
                + Arrays.toString(shape)
                + " is larger than the file of "
                + fileLength
                + " bytes");
      }
    }
    return bytes;
  }
}

package org.frostml.sparse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The bytes that travel between driver and executors: plain numbers, least significant byte first
 * as most machines keep them, so that whole arrays are copied and not converted.
 */
public final class Message {
  /** Bytes of a message, which is one array, with room for what goes before its floats. */
  public static final int MOST = Integer.MAX_VALUE - 1024;

  private static final int PIECE = 2048;

  private Message() {}

  /** An empty message of this many bytes. */
  public static ByteBuffer of(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A message that has come. */
  public static ByteBuffer read(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  public static void write(ByteBuffer out, float[] values) {
    write(out, values, 0);
  }

  /** Fills {@code values}. */
  public static void read(ByteBuffer in, float[] values) {
    in.asFloatBuffer().get(values);
    in.position(in.position() + Float.BYTES * values.length);
  }

  /** The same of the floats from a place on. */
  static void write(ByteBuffer out, float[] values, int from) {
    out.asFloatBuffer().put(values, from, values.length - from);
    out.position(out.position() + Float.BYTES * (values.length - from));
  }

  /** values += the next floats of the message. */
  public static void add(ByteBuffer in, float[] values) {
    add(in, values, 0);
  }

  /** The same to the floats from a place on. */
  static void add(ByteBuffer in, float[] values, int begin) {
    FloatBuffer floats = in.asFloatBuffer();
    // By way of an array, because loops over arrays run on vectors.
    float[] piece = new float[Math.min(PIECE, values.length - begin)];
    for (int from = begin; from < values.length; from += PIECE) {
      int count = Math.min(PIECE, values.length - from);
      floats.get(piece, 0, count);
      for (int k = 0; k < count; k++) {
        values[from + k] += piece[k];
      }
    }
    in.position(in.position() + Float.BYTES * (values.length - begin));
  }
}

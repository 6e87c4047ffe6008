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

  /** Floats that are not worth an array. */
  private static final int FEW = 64;

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
    write(out, values, 0, values.length);
  }

  /** The same of the floats from one place to another. */
  static void write(ByteBuffer out, float[] values, int from, int to) {
    out.asFloatBuffer().put(values, from, to - from);
    out.position(out.position() + Float.BYTES * (to - from));
  }

  /** Fills {@code values}. */
  public static void read(ByteBuffer in, float[] values) {
    read(in, values, 0, values.length);
  }

  /** Fills the places from one to another. */
  public static void read(ByteBuffer in, float[] values, int from, int to) {
    in.asFloatBuffer().get(values, from, to - from);
    in.position(in.position() + Float.BYTES * (to - from));
  }

  /** values += the next floats of the message. */
  public static void add(ByteBuffer in, float[] values) {
    add(in, values, 0, values.length);
  }

  /** The same to the floats from one place to another. */
  static void add(ByteBuffer in, float[] values, int begin, int end) {
    if (end - begin < FEW) {
      for (int k = begin; k < end; k++) {
        values[k] += in.getFloat();
      }
      return;
    }
    FloatBuffer floats = in.asFloatBuffer();
    // By way of an array, because loops over arrays run on vectors.
    float[] piece = new float[Math.min(PIECE, end - begin)];
    for (int from = begin; from < end; from += PIECE) {
      int count = Math.min(PIECE, end - from);
      floats.get(piece, 0, count);
      for (int k = 0; k < count; k++) {
        values[from + k] += piece[k];
      }
    }
    in.position(in.position() + Float.BYTES * (end - begin));
  }
}

package org.frostml.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Supplier;
import org.frostml.FrostException;
import org.frostml.JavaArrays;

/**
 * A named array's type, shape and little-endian bytes, made when they are asked for: of a large
 * network each array is as long as its parameters are many.
 *
 * @param size bytes
 */
record Tensor(Type type, int[] shape, int size, Supplier<byte[]> made) {
  /** Of bytes that are there. */
  Tensor(Type type, int[] shape, byte[] bytes) {
    this(type, shape, bytes.length, () -> bytes);
  }

  /** What Frost writes. */
  enum Type {
    F32,
    I32,
    I8;

    /** Bytes of a number. */
    int size() {
      return this == I8 ? 1 : Float.BYTES;
    }
  }

  static Tensor of(byte[] values, int... shape) {
    return new Tensor(Type.I8, shape, values);
  }

  static Tensor of(float[] values, int... shape) {
    return new Tensor(
        Type.F32,
        shape,
        bytes(values.length),
        () -> {
          ByteBuffer bytes = buffer(new byte[bytes(values.length)]);
          bytes.asFloatBuffer().put(values);
          return bytes.array();
        });
  }

  static Tensor of(int[] values, int... shape) {
    return new Tensor(
        Type.I32,
        shape,
        bytes(values.length),
        () -> {
          ByteBuffer bytes = buffer(new byte[bytes(values.length)]);
          bytes.asIntBuffer().put(values);
          return bytes.array();
        });
  }

  byte[] bytes() {
    return made.get();
  }

  /** Bytes of so many numbers; fails where readers would not take them. */
  static int bytes(int numbers) {
    if (numbers > JavaArrays.MOST / Float.BYTES) {
      throw new FrostException(
          "an array of "
              + numbers
              + " numbers is too long for a file, which takes "
              + JavaArrays.MOST / Float.BYTES);
    }
    return Float.BYTES * numbers;
  }

  float[] floats() {
    float[] values = new float[size / Float.BYTES];
    buffer(bytes()).asFloatBuffer().get(values);
    return values;
  }

  int[] ints() {
    int[] values = new int[size / Integer.BYTES];
    buffer(bytes()).asIntBuffer().get(values);
    return values;
  }

  /** The type and shape as a message shows them, for instance {@code F32 [300, 784]}. */
  String describe() {
    return type + " " + Arrays.toString(shape);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

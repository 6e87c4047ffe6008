package org.frostml.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A named array's type, shape and little-endian bytes. */
record Tensor(Type type, int[] shape, byte[] bytes) {
  /** What Frost writes; both have 4 bytes. */
  enum Type {
    F32,
    I32
  }

  static Tensor of(float[] values, int... shape) {
    ByteBuffer bytes = buffer(new byte[Float.BYTES * values.length]);
    bytes.asFloatBuffer().put(values);
    return new Tensor(Type.F32, shape, bytes.array());
  }

  static Tensor of(int[] values, int... shape) {
    ByteBuffer bytes = buffer(new byte[Integer.BYTES * values.length]);
    bytes.asIntBuffer().put(values);
    return new Tensor(Type.I32, shape, bytes.array());
  }

  float[] floats() {
    float[] values = new float[bytes.length / Float.BYTES];
    buffer(bytes).asFloatBuffer().get(values);
    return values;
  }

  int[] ints() {
    int[] values = new int[bytes.length / Integer.BYTES];
    buffer(bytes).asIntBuffer().get(values);
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

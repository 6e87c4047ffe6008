package org.frostml.sparse;

import java.nio.ByteBuffer;

/**
 * A format in which every number stands by itself. What is not summed, such as the place at which a
 * gradient is taken, is rounded to the nearest: there a small error matters, and not its mean.
 */
public sealed interface FloatFormat extends Precision permits Float32, Bfloat16 {
  @Override
  default boolean byRows() {
    return false;
  }

  @Override
  default long bytes(long rows, long numbers) {
    return bytes(numbers);
  }

  long bytes(long numbers);

  /** Writes numbers, each rounded to the nearest one of the format. */
  void writeNearest(ByteBuffer out, float[] values);

  /** Fills {@code values} with the next numbers. */
  void read(ByteBuffer in, float[] values);

  /** The numbers as they arrive; good as long as those that are given. */
  default float[] nearest(float[] values) {
    if (isExact()) {
      return values;
    }
    ByteBuffer message = Message.of(Math.toIntExact(bytes(values.length)));
    writeNearest(message, values);
    float[] rounded = new float[values.length];
    read(message.flip(), rounded);
    return rounded;
  }
}

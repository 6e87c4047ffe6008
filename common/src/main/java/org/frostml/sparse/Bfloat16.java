package org.frostml.sparse;

import java.nio.ByteBuffer;
import org.frostml.random.Rng;

/**
 * The upper half of a float: its sign, all of its exponent, and 8 bits of precision. Between two
 * neighbours floats are evenly spaced, so that 16 random bits, added to the lower half before it is
 * cut off, round up with the probability that the mean asks for.
 */
public record Bfloat16() implements FloatFormat {
  private static final int LOWER = 16;

  /** An addition could carry one with a large payload past the infinite into zero. */
  private static final short NAN = 0x7fc0;

  @Override
  public long bytes(long numbers) {
    return Short.BYTES * numbers;
  }

  @Override
  public void write(ByteBuffer out, float[] values, int from, int to, Rng draws) {
    for (int k = from; k < to; k++) {
      out.putShort(upper(values[k], (int) (draws.nextLong() >>> (Long.SIZE - LOWER))));
    }
  }

  @Override
  public void writeNearest(ByteBuffer out, float[] values) {
    for (float x : values) {
      // Less than one half, and a half with what is odd: ties go to the even neighbour.
      int odd = Float.floatToRawIntBits(x) >>> LOWER & 1;
      out.putShort(upper(x, (1 << LOWER - 1) - 1 + odd));
    }
  }

  /** The upper half of a number whose lower half has been added to. */
  private static short upper(float x, int more) {
    return Float.isNaN(x) ? NAN : (short) (Float.floatToRawIntBits(x) + more >>> LOWER);
  }

  private static float next(ByteBuffer in) {
    return Float.intBitsToFloat(in.getShort() << LOWER);
  }

  @Override
  public void read(ByteBuffer in, float[] values) {
    for (int k = 0; k < values.length; k++) {
      values[k] = next(in);
    }
  }

  @Override
  public void add(ByteBuffer in, float[] values, int from, int to) {
    for (int k = from; k < to; k++) {
      values[k] += next(in);
    }
  }
}

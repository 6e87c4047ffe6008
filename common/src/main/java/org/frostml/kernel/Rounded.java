package org.frostml.kernel;

/**
 * Numbers rounded to bfloat16, the upper half of a float: its sign, all of its exponent, and 8 bits
 * of precision. To the nearest, and away from 0 where two are as near: an addition and a cut.
 */
final class Rounded {
  /** Bits of a half. */
  static final int HALF = 16;

  /** What is added before the lower half is cut off. */
  static final int MIDDLE = 1 << HALF - 1;

  /** The bits that stay. */
  static final int UPPER = -1 << HALF;

  private Rounded() {}

  /** A number, infinite or not; of those that are none, what arithmetic makes. */
  static float of(float x) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(x) + MIDDLE & UPPER);
  }

  /** A number as kernels read it that round, or do not. */
  static float read(float x, boolean rounds) {
    return rounds ? of(x) : x;
  }
}

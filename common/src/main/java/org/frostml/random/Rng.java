package org.frostml.random;

/**
 * A seeded stream of random numbers: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
 *
 * <p>Our own because a run must give the same bits on every JDK, and the JDK leaves the algorithms
 * behind {@code nextGaussian} and bounded {@code nextInt} free to change. Not safe for several
 * threads.
 */
public final class Rng {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final double TWO_TO_MINUS_53 = 0x1p-53;

  private long state;

  /** A stream of its own for every path, for instance (seed, epoch, shard). */
  public Rng(long... path) {
    state = key(path);
  }

  /** Hashes a path of numbers to one; order matters. */
  public static long key(long... path) {
    long key = GOLDEN;
    for (long part : path) {
      key = key(key, part);
    }
    return key;
  }

  private static long key(long key, long part) {
    return mix(key ^ mix(part + GOLDEN));
  }

  /** Becomes the stream of a path that continues one with this {@link #key} by one number. */
  public void restart(long key, long part) {
    state = key(key, part);
  }

  /** The finaliser of SplitMix64: a bijection on 64 bits that avalanches. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform in [0, 1). */
  public double nextDouble() {
    return toDouble(nextLong());
  }

  private static double toDouble(long bits) {
    return (bits >>> 11) * TWO_TO_MINUS_53;
  }

  /**
   * The number {@code n}, from 0 on, of those that {@link #nextDouble} of a path's stream gives.
   */
  public static double doubleAt(long key, int n) {
    return toDouble(mix(key + (n + 1) * GOLDEN));
  }

  /** Uniform in [from, to). */
  public double nextDouble(double from, double to) {
    return from + (to - from) * nextDouble();
  }

  /** Uniform in {0, ..., bound - 1}; the bias of the multiplication is below bound / 2^32. */
  public int nextInt(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Standard normal, by Marsaglia's polar method; StrictMath because its bits are specified. */
  public double nextGaussian() {
    while (true) {
      double u = nextDouble(-1, 1);
      double v = nextDouble(-1, 1);
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }
}

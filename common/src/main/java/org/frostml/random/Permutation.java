package org.frostml.random;

/**
 * A seeded permutation of {0, ..., size - 1}, computed place by place without an array.
 *
 * <p>A Feistel network on the smallest even number of bits that holds {@code size}, walked along
 * its cycles until it falls inside (Black and Rogaway, CT-RSA 2002). So a task finds its slice of
 * an epoch's shuffle in time proportional to the slice, and keeps no shuffled index.
 */
public final class Permutation {
  private static final int ROUNDS = 6;

  private final int size;
  private final int halfBits;
  private final long mask;
  private final long[] keys = new long[ROUNDS];

  public Permutation(int size, long... path) {
    if (size < 1) {
      throw new IllegalArgumentException("size must be >= 1: " + size);
    }
    this.size = size;
    int bits = 64 - Long.numberOfLeadingZeros(size - 1L);
    halfBits = Math.max(1, (bits + 1) / 2);
    mask = (1L << halfBits) - 1;
    Rng rng = new Rng(path);
    for (int round = 0; round < ROUNDS; round++) {
      keys[round] = rng.nextLong();
    }
  }

  /** The element at a place. */
  public int at(int place) {
    assert place >= 0 && place < size : place;
    long x = place;
    do {
      x = encrypt(x);
    } while (x >= size);
    return (int) x;
  }

  private long encrypt(long x) {
    long left = x >>> halfBits;
    long right = x & mask;
    for (long key : keys) {
      long next = left ^ (Rng.mix(right ^ key) & mask);
      left = right;
      right = next;
    }
    return (left << halfBits) | right;
  }
}

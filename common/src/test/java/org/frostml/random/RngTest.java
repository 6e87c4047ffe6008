package org.frostml.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RngTest {
  @Test
  void aPathNamesOneStream() {
    assertEquals(new Rng(1, 2).nextLong(), new Rng(1, 2).nextLong());
    assertNotEquals(new Rng(1, 2).nextLong(), new Rng(2, 1).nextLong());
    assertNotEquals(new Rng(1).nextLong(), new Rng(1, 0).nextLong());
  }

  @Test
  void aStreamRestartsAsThatOfALongerPath() {
    Rng rng = new Rng(9);
    rng.nextLong();
    rng.restart(Rng.key(1, 2), 3);
    Rng other = new Rng(1, 2, 3);
    assertEquals(other.nextLong(), rng.nextLong());
    assertEquals(other.nextLong(), rng.nextLong());
  }

  @Test
  void theStreamIsSplitMix64() {
    // The published test vector of SplitMix64 for the state 1234567.
    long state = 1234567;
    long[] expected = {6457827717110365317L, 3203168211198807973L, -8629252141511181193L};
    for (long value : expected) {
      state += 0x9E3779B97F4A7C15L;
      assertEquals(value, Rng.mix(state));
    }
  }

  @Test
  void gaussiansHaveTheMomentsOfANormal() {
    Rng rng = new Rng(7);
    int n = 100_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double g = rng.nextGaussian();
      sum += g;
      squares += g * g;
    }
    assertEquals(0, sum / n, 0.02);
    assertEquals(1, squares / n, 0.02);
  }

  @Test
  void boundedNumbersAreUniform() {
    Rng rng = new Rng(8);
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[rng.nextInt(7)]++;
    }
    for (int count : counts) {
      assertEquals(10_000, count, 500);
    }
    for (int i = 0; i < 1000; i++) {
      double x = rng.nextDouble(-2, 3);
      assertTrue(x >= -2 && x < 3, () -> "out of range: " + x);
    }
  }
}

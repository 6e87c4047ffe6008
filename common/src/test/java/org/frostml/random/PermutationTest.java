package org.frostml.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 9, 31, 257, 60_000})
  void everyElementOnce(int size) {
    Permutation permutation = new Permutation(size, 3, 1, 4);
    BitSet seen = new BitSet(size);
    for (int i = 0; i < size; i++) {
      seen.set(permutation.at(i));
    }
    assertEquals(size, seen.cardinality());
    assertEquals(size, seen.length());
  }

  @Test
  void shuffles() {
    // Of a random permutation about one place is fixed and neighbours are about size / 3 apart.
    int size = 10_000;
    Permutation permutation = new Permutation(size, 5);
    long fixed = IntStream.range(0, size).filter(i -> permutation.at(i) == i).count();
    double gap =
        IntStream.range(1, size)
            .mapToDouble(i -> Math.abs(permutation.at(i) - permutation.at(i - 1)))
            .average()
            .orElseThrow();
    assertEquals(1, fixed, 6);
    assertEquals(size / 3.0, gap, size / 50.0);
  }

  @Test
  void pathsGiveDifferentOrders() {
    Permutation a = new Permutation(1000, 1, 0);
    Permutation b = new Permutation(1000, 1, 1);
    long same = IntStream.range(0, 1000).filter(i -> a.at(i) == b.at(i)).count();
    assertEquals(1, same, 7);
  }

  @Test
  void refusesNothing() {
    assertEquals(
        "size must be >= 1: 0",
        assertThrows(IllegalArgumentException.class, () -> new Permutation(0, 1)).getMessage());
  }
}

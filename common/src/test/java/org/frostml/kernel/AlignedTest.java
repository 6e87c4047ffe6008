package org.frostml.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignedTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 257, 100_000, 5_000_000})
  void hasRoomBehindItsStart(int floats) {
    float[] array = Aligned.allocate(floats);
    assertTrue(array.length >= Aligned.START + floats, () -> array.length + " floats");
    for (float value : array) {
      if (value != 0) {
        throw new AssertionError("not zeros");
      }
    }
  }
}

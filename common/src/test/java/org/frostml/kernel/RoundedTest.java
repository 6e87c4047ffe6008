package org.frostml.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundedTest {
  /** Neighbours of 1 are 1 / 128 apart above, and half of that below. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "1.0039, 1",
    "1.00390625, 1.0078125",
    "-1.00390625, -1.0078125",
    "1.005, 1.0078125",
    "0.998, 0.99609375",
    "0.99805, 1",
    "3.4e38, Infinity",
    "Infinity, Infinity",
    "-Infinity, -Infinity",
    "NaN, NaN",
    "1e-40, 9.183549615799121E-41",
  })
  void toTheNearest(float x, float expected) {
    assertEquals(expected, Rounded.of(x));
  }

  /** What a step spoiled must show, whatever the sign of what it made. */
  @Test
  void whatIsNoNumberStaysNone() {
    assertEquals(Float.NaN, Rounded.of(-Float.NaN));
    assertEquals(Float.NaN, Rounded.of((float) Math.sqrt(-1)));
    assertEquals(Float.NaN, Rounded.of(Float.POSITIVE_INFINITY - Float.POSITIVE_INFINITY));
  }
}

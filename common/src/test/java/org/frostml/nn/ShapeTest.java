package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {
  @ParameterizedTest
  @ValueSource(strings = {"1", "784", "3x32x32", "1x28x28", "3x1x7", "3x7x1"})
  void isReadBack(String text) {
    assertEquals(text, Shape.parse(text).toString());
  }

  @Test
  void hasSoManyFeatures() {
    assertEquals(3072, new Shape(3, 32, 32).size());
    assertEquals(7, Shape.flat(7).size());
  }

  @Test
  void whatIsNoneIsNamed() {
    refused("not a shape such as 784 or 3x32x32: 3x32", () -> Shape.parse("3x32"));
    refused("not a shape such as 784 or 3x32x32: ", () -> Shape.parse(""));
    refused("a shape needs at least 1 feature: 0x1x1", () -> Shape.parse("0"));
    refused("a shape needs at least 1 feature: 3x-1x2", () -> new Shape(3, -1, 2));
    refused(
        "65536x65536x65536 are more than 2147483647 features",
        () -> Shape.parse("65536x65536x65536"));
  }

  private static void refused(String message, Runnable make) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, make::run).getMessage());
  }
}

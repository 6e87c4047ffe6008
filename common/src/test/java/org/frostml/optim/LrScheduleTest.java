package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LrScheduleTest {
  @Test
  void constant() {
    assertEquals(0.3, new LrSchedule.Constant(0.3).at(7.5, 10));
  }

  @Test
  void stepsDownAtWholePeriods() {
    LrSchedule step = new LrSchedule.Step(1, 0.1, 5);
    assertEquals(1, step.at(4.99, 20));
    assertEquals(0.1, step.at(5, 20), 1e-12);
    assertEquals(0.01, step.at(14.9, 20), 1e-12);
  }

  @Test
  void cosineGoesFromBaseToZero() {
    LrSchedule cosine = new LrSchedule.Cosine(0.8);
    assertEquals(0.8, cosine.at(0, 10));
    assertEquals(0.4, cosine.at(5, 10), 1e-12);
    assertEquals(0, cosine.at(10, 10), 1e-12);
  }

  @Test
  void warmsUpLinearly() {
    LrSchedule warm = new LrSchedule.WarmUp(new LrSchedule.Constant(0.5), 2);
    assertEquals(0.125, warm.at(0.5, 10));
    assertEquals(0.5, warm.at(2, 10));
    assertEquals(0.5, new LrSchedule.WarmUp(new LrSchedule.Constant(0.5), 0).at(0.001, 10));
  }

  @Test
  void impossibleRatesAreNamed() {
    assertEquals(
        "base must be > 0: 0.0",
        assertThrows(IllegalArgumentException.class, () -> new LrSchedule.Cosine(0)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new LrSchedule.Step(1, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> new LrSchedule.Step(1, 0.5, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LrSchedule.WarmUp(new LrSchedule.Constant(1), -1));
  }
}

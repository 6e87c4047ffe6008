package org.frostml.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SchedulerTest {
  private static final double FAILED = Double.NEGATIVE_INFINITY;

  @Test
  void rungsEndWithAllEpochs() {
    assertEquals(List.of(15), new Scheduler.Full().rungs(15));
    assertEquals(List.of(1, 3, 9, 15), new Scheduler.Asha(3, 1).rungs(15));
    assertEquals(List.of(2, 4, 8), new Scheduler.Asha(2, 2).rungs(8));
    assertEquals(List.of(3), new Scheduler.Asha(3, 5).rungs(3));
    assertEquals(
        List.of(1 << 30, Integer.MAX_VALUE),
        new Scheduler.Asha(2, 1 << 30).rungs(Integer.MAX_VALUE));
    assertEquals(List.of(4, 8, 12, 15), new Scheduler.Median(4).rungs(15));
    assertEquals(List.of(5, 10), new Scheduler.Median(5).rungs(10));
    assertEquals(
        List.of(1 << 30, Integer.MAX_VALUE),
        new Scheduler.Median(1 << 30).rungs(Integer.MAX_VALUE));
  }

  @Test
  void fullChoosesNobody() {
    assertEquals(List.of(), new Scheduler.Full().chosen(List.of(0.5)));
  }

  @Test
  void ashaChoosesTheBestShareAndOfEqualsTheEarlier() {
    Scheduler asha = new Scheduler.Asha(3, 1);
    assertEquals(List.of(), asha.chosen(List.of(0.5, 0.6)));
    assertEquals(List.of(1), asha.chosen(List.of(0.5, 0.6, 0.4)));
    assertEquals(List.of(1), asha.chosen(List.of(0.5, 0.6, 0.4, 0.6, 0.6)));
    assertEquals(List.of(1, 3), asha.chosen(List.of(0.5, 0.6, 0.4, 0.6, 0.6, FAILED)));
    assertEquals(List.of(5, 1), asha.chosen(List.of(0.5, 0.6, 0.4, 0.6, 0.6, 0.7)));
  }

  @Test
  void medianChoosesWhoIsNotBelowThoseBefore() {
    Scheduler median = new Scheduler.Median(1);
    assertEquals(List.of(0), median.chosen(List.of(0.1)));
    assertEquals(List.of(1), median.chosen(List.of(0.5, 0.5)));
    assertEquals(List.of(), median.chosen(List.of(0.5, 0.4)));
    // Of an even number it is the middle of the two in the middle.
    assertEquals(List.of(2), median.chosen(List.of(0.75, 0.25, 0.5)));
    assertEquals(List.of(), median.chosen(List.of(0.75, 0.25, 0.49)));
    assertEquals(List.of(3), median.chosen(List.of(0.9, 0.1, 0.5, 0.5)));
    assertEquals(List.of(2), median.chosen(List.of(FAILED, 0.9, 0.1)));
    assertEquals(List.of(2), median.chosen(List.of(FAILED, FAILED, 0.1)));
  }

  @Test
  void whatIsOutOfRangeIsNamed() {
    assertEquals("eta must be >= 2: 1", message(() -> new Scheduler.Asha(1, 1)));
    assertEquals("epochs must be >= 1: 0", message(() -> new Scheduler.Asha(2, 0)));
    assertEquals("epochs must be >= 1: 0", message(() -> new Scheduler.Median(0)));
  }

  private static String message(Executable code) {
    return assertThrows(IllegalArgumentException.class, code).getMessage();
  }
}

package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CycleLengthTest {
  private static final List<CycleLength> FAMILY =
      List.of(
          new CycleLength.Periodic(), new CycleLength.Ramp(0.25), new CycleLength.ByChurn(4, 0.02));

  @Test
  void everyMemberIsTested() {
    Set<Class<?>> tested = FAMILY.stream().map(Object::getClass).collect(Collectors.toSet());
    assertEquals(Set.of(CycleLength.class.getPermittedSubclasses()), tested);
  }

  @Test
  void noCycleIsLongerThanTheLongest() {
    for (CycleLength pace : FAMILY) {
      for (int m : new int[] {0, 1, 3, 19, 99}) {
        for (int before = 0; before <= m; before++) {
          for (double churn : new double[] {0, 0.01, 0.02, 1}) {
            for (double progress : new double[] {0, 0.1, 0.25, 0.99}) {
              int next = pace.next(m, before, progress, churn);
              assertEquals(Math.max(0, Math.min(m, next)), next, pace + " of " + m);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 19", "0.5, 19"})
  void periodicIsAlwaysTheSame(double progress, int m) {
    assertEquals(m, new CycleLength.Periodic().next(m, 3, progress, 0.5));
  }

  /** (m + 1)^(progress / share) - 1, of m = 15 over a quarter of the run. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0.0625, 1", "0.125, 3", "0.1875, 7", "0.25, 15", "0.9, 15"})
  void rampsDoubleInEqualTimes(double progress, int expected) {
    assertEquals(expected, new CycleLength.Ramp(0.25).next(15, 9, progress, 0.5));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.25, 46340", "0.5, 2147483647", "1, 2147483647"})
  void theLongestCycleThereIsDoesNotOverflow(double progress, int expected) {
    assertEquals(expected, new CycleLength.Ramp(0.5).next(Integer.MAX_VALUE, 3, progress, 0));
    int doubled = new CycleLength.ByChurn(4, 0.02).next(Integer.MAX_VALUE, 1 << 30, progress, 0);
    assertEquals(Integer.MAX_VALUE, doubled);
  }

  /** What it should find is 0.02: below half of it cycles get longer, above twice shorter. */
  @ParameterizedTest
  @CsvSource({
    "9, 0.02, 9",
    "9, 0.01, 9",
    "9, 0.04, 9",
    "9, 0.0099, 19",
    "9, 0.041, 4",
    "19, 0, 39",
    "39, 0, 50",
    "8, 1, 4",
    "4, 1, 4",
    "0, 0.02, 4"
  })
  void adaptsToWhatFineStepsFind(int before, double churn, int expected) {
    assertEquals(expected, new CycleLength.ByChurn(4, 0.02).next(50, before, 0.5, churn));
  }

  @Test
  void impossibleOnesAreNamed() {
    refused("ramp must be in (0, 1]: 0.0", () -> new CycleLength.Ramp(0));
    refused("ramp must be in (0, 1]: 1.5", () -> new CycleLength.Ramp(1.5));
    refused("shortest must be >= 0: -1", () -> new CycleLength.ByChurn(-1, 0.1));
    refused("churn must be in (0, 1): 0.0", () -> new CycleLength.ByChurn(1, 0));
    refused("churn must be in (0, 1): 1.0", () -> new CycleLength.ByChurn(1, 1));
  }

  private static void refused(String message, Runnable make) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, make::run).getMessage());
  }
}

package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  private static final int MAX = Integer.MAX_VALUE;

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0, 1, 0",
    "15, 0, 0",
    "15, 0.125, 1",
    "15, 0.25, 3",
    "15, 0.375, 7",
    "15, 0.5, 15",
    "15, 0.9, 15",
    "2147483647, 0, 0",
    "2147483647, 0.25, 46340",
    "2147483647, 0.5, 2147483647",
    "2147483647, 1, 2147483647"
  })
  void aRampIsGeometric(int m, double progress, int expected) {
    assertEquals(expected, new Pace.Ramp(0.5).next(m, 3, progress, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "19, 4, 0.049, 9",
    "19, 9, 0.049, 19",
    "19, 19, 0.049, 19",
    "19, 4, 0.05, 4",
    "19, 4, 0.2, 4",
    "19, 9, 0.201, 4",
    "19, 4, 0.201, 3",
    "19, 0, 1, 3",
    "2, 0, 0.1, 2",
    "2147483647, 1073741823, 0, 2147483647",
    "2147483647, 2147483647, 0, 2147483647"
  })
  void cyclesGoByWhatTheyChange(int m, int before, double churn, int expected) {
    assertEquals(expected, new Pace.Adaptive(3, 0.1).next(m, before, 0.5, churn));
  }

  @ParameterizedTest
  @CsvSource({"0", "0.5", "0.999"})
  void aPeriodIsAlwaysTheSame(double progress) {
    assertEquals(MAX, new Pace.Periodic().next(MAX, 0, progress, 1));
  }
}

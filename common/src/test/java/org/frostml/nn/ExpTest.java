package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.frostml.random.Rng;
import org.junit.jupiter.api.Test;

class ExpTest {
  @Test
  void isCloseToTheTruth() {
    Rng rng = new Rng(1);
    for (int i = 0; i < 200_000; i++) {
      requireClose(-80 * rng.nextDouble());
      requireClose(-1e-3 * rng.nextDouble());
    }
    for (double x = 0; x >= -80; x -= 0.5 * Math.log(2)) {
      // Where the power of two changes.
      requireClose(Math.nextUp(x) > 0 ? x : Math.nextUp(x));
      requireClose(x);
      requireClose(Math.nextDown(x));
    }
  }

  private static void requireClose(double x) {
    double truth = StrictMath.exp(x);
    assertEquals(truth, Exp.of(x), 1e-12 * truth, () -> "e^" + x);
  }

  @Test
  void endsWhereFloatsDo() {
    assertEquals(1, Exp.of(0));
    assertEquals(1, Exp.of(-0.0));
    assertEquals(0, Exp.of(-700.001));
    assertEquals(0, Exp.of(-1e30));
    assertEquals(0, Exp.of(Double.NEGATIVE_INFINITY));
    assertTrue(Double.isNaN(Exp.of(Double.NaN)), "a diverged run must show");
  }

  @Test
  void neverFallsNorLeavesItsRange() {
    // From just above the cut-off on: 2^n must not overflow its bits.
    double last = 0;
    for (double x = -700; x <= 0; x += 0.01) {
      double value = Exp.of(x);
      assertTrue(value > last && value <= 1, "e^" + x + " = " + value);
      last = value;
    }
  }
}

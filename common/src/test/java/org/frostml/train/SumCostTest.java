package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SumCostTest {
  private static final SumCost COST = new SumCost(3, 0.5, 0.02, 0.01, 100);

  @Test
  void aSumOnTheDriverIsOfEveryMessage() {
    assertEquals(
        8 * (200 / 100.0 + 50 * 0.01), COST.driver(new SumCost.Load(8, 2, 2, 200, 50)), 1e-12);
  }

  @Test
  void aSumOnExecutorsIsItsTerms() {
    // Two slices on two executors: each adds 4 messages' worth of which a half travels.
    assertEquals(
        3 + 2 * 0.5 + 4 * (200 / 2 / 100.0 + 200 * 0.02 + 50 * 0.01) + 4 * 50 / 100.0,
        COST.executors(new SumCost.Load(8, 2, 2, 200, 50)),
        1e-12);
  }

  /** sqrt(8 (200 (0.95 / 100 + 0.02) + 50 x 0.01) / 0.5) = 10.1 where there is room for them. */
  @Test
  void slicesAreAsManyAsPay() {
    assertEquals(10, COST.slices(new SumCost.Load(8, 20, 20, 200, 50)));
    assertEquals(2, COST.slices(new SumCost.Load(8, 20, 2, 200, 50)));
    assertEquals(1, COST.slices(new SumCost.Load(8, 20, 20, 0, 1)));
  }

  /** 2.8 million numbers over 1 Gbit/s are worth a stage from few shards on; 140,000 are not. */
  @Test
  void autoTakesWhatIsCheaper() {
    Sums auto = new Sums(Sums.Place.AUTO, 1);
    assertTrue(auto.onExecutors(new SumCost.Load(8, 4, 4, 11.2e6, 2.8e6)));
    assertFalse(auto.onExecutors(new SumCost.Load(1, 1, 1, 11.2e6, 2.8e6)));
    assertFalse(auto.onExecutors(new SumCost.Load(4, 4, 4, 0.28e6, 0.14e6)));
    assertTrue(auto.onExecutors(new SumCost.Load(100, 50, 50, 0.28e6, 0.14e6)));
    assertFalse(Sums.DRIVER.onExecutors(new SumCost.Load(100, 50, 50, 11.2e6, 2.8e6)));
    assertTrue(Sums.EXECUTORS.onExecutors(new SumCost.Load(1, 1, 1, 4, 1)));
  }

  @Test
  void aLinkHasARate() {
    assertThrows(IllegalArgumentException.class, () -> new Sums(Sums.Place.AUTO, 0));
    assertThrows(IllegalArgumentException.class, () -> new Sums(Sums.Place.AUTO, Double.NaN));
  }
}

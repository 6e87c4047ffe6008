package org.frostml.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.frostml.train.SumCost;
import org.junit.jupiter.api.Test;

class CostModelTest {
  private static final CostModel MODEL = new CostModel(1, 0.1, 1e-3, 1e-5, 1e-4, 1e-4, 1e-1, 1e4);
  private static final CostModel.Load LOAD = new CostModel.Load(50, 0.2, 10, 5, 4, 4);
  private static final CostModel.Size SIZE = new CostModel.Size(2, 3);

  @Test
  void aRoundIsItsTerms() {
    // Two waves of 4 steps of 3 x 0.2 x 10 x 5 multiply-adds; 10 numbers down twice and up 3 times.
    assertEquals(
        1.3 + 2 * 4 * (30 * 1e-3 + 10 * 1e-5) + 4 * (2 * 10 + 3 * 10) / 1e4 + 3 * 10 * 1e-4,
        MODEL.round(LOAD, SIZE, 4),
        1e-12);
    // The driver alone updates what it has summed.
    assertEquals(
        1.3 + 2 * 30 * 1e-3 + 10 * 1e-5 + 4 * (2 * 10 + 3 * 10) / 1e4 + 3 * 10 * 1e-4,
        MODEL.round(LOAD, SIZE, 1),
        1e-12);
  }

  @Test
  void aFineStepIsOfEveryParameter() {
    assertEquals(
        1.3 + 2 * 70 * 1e-4 + 4 * (2 * 10 + 3 * 50) / 1e4 + 3 * 50 * 1e-4 + 50 * 1e-1,
        MODEL.fine(LOAD, SIZE),
        1e-12);
  }

  /** They pay where many messages would fill the driver's link. */
  @Test
  void sumsAreWhereTheyAreCheaper() {
    CostModel.Size many = new CostModel.Size(1000, 1000);
    double rest = 1 + 1000 * 0.1 + 70 * 1e-4 + 4 * 2 * 10 / 1e4 + 50 * 1e-1;
    SumCost cost = new SumCost(SumCost.of(1).stage(), 0.1, SumCost.of(1).shuffle(), 1e-4, 1e4);
    SumCost.Load sum = new SumCost.Load(1000, 1000, 1000, 200, 50);
    assertTrue(cost.executors(sum) < cost.driver(sum) / 5);
    assertEquals(rest + cost.executors(sum), MODEL.fine(LOAD, many), 1e-9);
  }

  @Test
  void aCycleIsOneFineStepAndItsRounds() {
    double whole = MODEL.fine(LOAD, SIZE) + 2 * MODEL.round(LOAD, SIZE, 4);
    assertEquals((whole + MODEL.round(LOAD, SIZE, 1)) / 10, MODEL.cycle(LOAD, SIZE, 9, 4), 1e-12);
    assertEquals(MODEL.fine(LOAD, SIZE), MODEL.cycle(LOAD, SIZE, 0, 1), 1e-12);
  }
}

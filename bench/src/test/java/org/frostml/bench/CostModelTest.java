package org.frostml.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CostModelTest {
  private static final CostModel MODEL = new CostModel(1, 0.1, 1e-3, 1e-5, 1e-4, 1e-2, 1e-1, 100);
  private static final CostModel.Load LOAD = new CostModel.Load(50, 0.2, 10, 5);
  private static final CostModel.Size SIZE = new CostModel.Size(2, 3);

  @Test
  void aRoundIsItsTerms() {
    // Two waves of 4 steps of 3 x 0.2 x 10 x 5 multiply-adds; 10 numbers down twice and up 3 times.
    assertEquals(
        1.3 + 2 * 4 * (30 * 1e-3 + 10 * 1e-5) + 4 * (2 * 10 + 3 * 10) / 100.0 + 3 * 10 * 1e-2,
        MODEL.round(LOAD, SIZE, 4),
        1e-12);
    // The driver alone updates what it has summed.
    assertEquals(
        1.3 + 2 * 30 * 1e-3 + 10 * 1e-5 + 4 * (2 * 10 + 3 * 10) / 100.0 + 3 * 10 * 1e-2,
        MODEL.round(LOAD, SIZE, 1),
        1e-12);
  }

  @Test
  void aFineStepIsOfEveryParameter() {
    assertEquals(
        1.3 + 2 * 70 * 1e-4 + 4 * (2 * 10 + 3 * 50) / 100.0 + 3 * 50 * 1e-2 + 50 * 1e-1,
        MODEL.fine(LOAD, SIZE),
        1e-12);
  }

  @Test
  void aCycleIsOneFineStepAndItsRounds() {
    double whole = MODEL.fine(LOAD, SIZE) + 2 * MODEL.round(LOAD, SIZE, 4);
    assertEquals((whole + MODEL.round(LOAD, SIZE, 1)) / 10, MODEL.cycle(LOAD, SIZE, 9, 4), 1e-12);
    assertEquals(MODEL.fine(LOAD, SIZE), MODEL.cycle(LOAD, SIZE, 0, 1), 1e-12);
  }
}

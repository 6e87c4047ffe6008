package org.frostml.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ClassScoresTest {
  /** As MLlib's classifiers do, to which 0 by a threshold of 0 is no number. */
  @Test
  void aThresholdOfNothingTakesAnyProbabilityButNone() {
    double[] thresholds = {0, 1, 1};
    assertEquals(0, ClassScores.decide(new double[] {1e-300, 0.3, 0.7}, thresholds));
    assertEquals(2, ClassScores.decide(new double[] {0, 0.3, 0.7}, thresholds));
  }

  @Test
  void thresholdsWeighProbabilities() {
    double[] probability = {0.2, 0.3, 0.5};
    assertEquals(2, ClassScores.decide(probability, null));
    assertEquals(1, ClassScores.decide(probability, new double[] {1, 0.5, 1}));
    assertTrue(Double.isNaN(ClassScores.decide(new double[] {0.5, Double.NaN}, null)));
  }
}

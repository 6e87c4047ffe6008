package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.frostml.nn.Measure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoppingTest {
  private static double[] numbers(String text) {
    return Stream.of(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  /** Densities may be fewer than accuracies: the last one stays. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # patience | delta | accuracies              | aim  | densities           | ends | best
          0          | 0     | .5 .4 .3 .2             | 1    | 1                   | 4    | 1
          1          | 0     | .5 .6 .6 .7             | 1    | 1                   | 3    | 2
          2          | 0     | .5 .6 .6 .7 .6 .5 .9    | 1    | 1                   | 6    | 4
          2          | 0     | .5 .6 .7                | 1    | 1                   | 3    | 3
          2          | 0     | 0 0 0 0                 | 1    | 1                   | 3    | 1
          2          | .05   | .5 .54 .53 .6           | 1    | 1                   | 3    | 1
          2          | .05   | .5 .54 .56 .6 .6        | 1    | 1                   | 5    | 3
          3          | .05   | .5 .54 .58 .56 .6       | 1    | 1                   | 5    | 3
          1          | 0     | .9 .8 .7 .6 .5          | .05  | 1 .5 .06 .05        | 5    | 4
          1          | 0     | .9 .8 .7 .8 .7          | .05  | .0511 .051 .0509    | 3    | 2
          1          | 0     | .9 .8 .7                | .05  | .06                 | 3    | 0
          1          | 0     | .5 .4 .3                | .05  | .01 .06 .01         | 3    | 1
          """)
  void patienceRunsOut(
      int patience,
      double delta,
      String accuracies,
      double aim,
      String densities,
      int ends,
      int best) {
    Stopping.Best seen = new Stopping(patience, delta, true, aim, Measure.ACCURACY).begin();
    double[] density = numbers(densities);
    double[] accuracy = numbers(accuracies);
    int epoch = 0;
    while (epoch < accuracy.length && !seen.isEnough()) {
      seen = seen.with(epoch + 1, accuracy[epoch], density[Math.min(epoch, density.length - 1)]);
      epoch++;
    }
    assertEquals(ends, epoch);
    assertEquals(best, seen.epoch());
    assertEquals(best == 0 ? 0 : accuracy[best - 1], seen.value());
  }

  @Test
  void itNeedsValidationToDoAnything() {
    assertFalse(new Stopping(0, 0.1, false, 1, Measure.ACCURACY).needsValidation());
    assertTrue(new Stopping(1, 0, false, 1, Measure.ACCURACY).needsValidation());
    assertTrue(new Stopping(0, 0, true, 1, Measure.ACCURACY).needsValidation());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -1 | 0   | 1    | patience must be >= 0: -1
          0  | 1   | 1    | delta must be in [0, 1): 1.0
          0  | NaN | 1    | delta must be in [0, 1): NaN
          0  | -.1 | 1    | delta must be in [0, 1): -0.1
          0  | 0   | 0    | density must be in (0, 1]: 0.0
          0  | 0   | 1.01 | density must be in (0, 1]: 1.01
          """)
  void whatMakesNoSenseIsRefused(int patience, double delta, double density, String message) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Stopping(patience, delta, false, density, Measure.ACCURACY));
    assertEquals(message, e.getMessage());
  }

  @Test
  void ofAnRmseTheSmallestIsTheBest() {
    Stopping rule = new Stopping(2, 0.1, true, 1, Measure.RMSE);
    Stopping.Best best = rule.begin().with(1, 5, 1).with(2, 3, 1).with(3, 2.95, 1);
    assertEquals(2, best.epoch(), "not better by more than delta");
    assertEquals(3, best.value());
    assertFalse(best.isEnough());
    assertTrue(best.with(4, 7, 1).isEnough());
    assertEquals(4, best.with(4, 2.5, 1).epoch());
    Stopping.Best loss = new Stopping(2, 0, true, 1, Measure.LOSS).begin().with(1, 0.5, 1);
    assertEquals(2, loss.with(2, 0.4, 1).epoch());
    Stopping.Best auc = new Stopping(2, 0.01, true, 1, Measure.AUC).begin().with(1, 0.5, 1);
    assertEquals(2, auc.with(2, 0.52, 1).epoch());
    assertEquals(1, auc.with(2, 0.505, 1).epoch());
    assertThrows(IllegalArgumentException.class, () -> new Stopping(2, 1, true, 1, Measure.AUC));
    assertEquals(7, new Stopping(2, 7, true, 1, Measure.RMSE).delta(), "in the values' unit");
  }
}

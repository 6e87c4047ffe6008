package org.frostml.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpaceTest {
  private static final String RANDOM =
      """
      sweep {
        search = random
        space {
          learningRate.base = { log-uniform = [0.01, 10] }
          optimizer.momentum = { uniform = [0.25, 0.75] }
          freeze.m = { integer = [3, 5] }
          density.layers = [uniform, erdos-renyi]
        }
      }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { uniform = [0, 1], points = 3 }               | [0, 0.5, 1]
          { uniform = [0.123456, 0.2], points = 1 }      | [0.123456]
          { uniform = [0.1, 0.123444], points = 2 }      | [0.1, 0.123444]
          { uniform = [1, 2], points = 4 }               | [1, 1.333, 1.667, 2]
          { uniform = [0.12345, 0.12348], points = 4 }   | [0.12345, 0.12346, 0.12347, 0.12348]
          { uniform = [-1.5e308, 1.5e308], points = 3 }  | [-1.5E308, 0, 1.5E308]
          { log-uniform = [0.01, 1], points = 3 }        | [0.01, 0.1, 1]
          { log-uniform = [0.1, 2], points = 5 }         | [0.1, 0.2115, 0.4472, 0.9457, 2]
          { log-uniform = [1e-300, 1e300], points = 3 }  | [1.0E-300, 1, 1.0E300]
          { integer = [3, 6] }                           | [3, 4, 5, 6]
          { integer = [0, 20], points = 3 }              | [0, 10, 20]
          { integer = [0, 3], points = 99 }              | [0, 1, 2, 3]
          { integer = [12345, 12345] }                   | [12345]
          [0.05, 2e-2]                                   | [0.05, 0.02]
          """)
  void aGridHasThesePoints(String range, String expected) {
    SweepConfig sweep =
        SweepTexts.bind("optimizer.weightDecay = 0, sweep.space.learningRate.base = " + range);
    assertEquals(expected, SweepTexts.values(sweep, "learningRate.base").toString());
  }

  /** Keys are sorted, because HOCON does not keep their order; the last varies fastest. */
  @Test
  void aGridCountsLikeAnOdometer() {
    SweepConfig sweep =
        SweepTexts.bind(
            """
            sweep {
              seeds = [7, 3]
              space { freeze.m = [9, 4], density.target = [0.1, 0.2], network.hidden = [[3], []] }
            }
            """);
    List<String> first =
        sweep.trials().subList(0, 6).stream().map(one -> one.params() + " " + one.seed()).toList();
    assertEquals(
        List.of(
            "{density.target=0.1, freeze.m=9, network.hidden=[3]} 7",
            "{density.target=0.1, freeze.m=9, network.hidden=[3]} 3",
            "{density.target=0.1, freeze.m=9, network.hidden=[]} 7",
            "{density.target=0.1, freeze.m=9, network.hidden=[]} 3",
            "{density.target=0.1, freeze.m=4, network.hidden=[3]} 7",
            "{density.target=0.1, freeze.m=4, network.hidden=[3]} 3"),
        first);
    assertEquals(
        IntStream.rangeClosed(1, 16).boxed().toList(),
        sweep.trials().stream().map(Trial::number).toList());
  }

  @Test
  void drawnValuesAreInTheirRanges() {
    SweepConfig sweep = SweepTexts.bind(RANDOM, "sweep.trials=200");
    assertEquals(200, sweep.trials().size());
    List<Double> rates = numbers(sweep, "learningRate.base");
    assertTrue(Collections.min(rates) >= 0.01 && Collections.max(rates) <= 10, rates::toString);
    // A third of the way is a third of the draws, 67 of 200, within four deviations.
    long low = rates.stream().filter(rate -> rate < 0.1).count();
    assertTrue(low > 40 && low < 94, () -> "below 0.1: " + low);
    List<Double> momenta = numbers(sweep, "optimizer.momentum");
    assertTrue(
        Collections.min(momenta) >= 0.25 && Collections.max(momenta) <= 0.75, momenta::toString);
    long small = momenta.stream().filter(momentum -> momentum < 0.5).count();
    assertTrue(small > 71 && small < 129, () -> "below 0.5: " + small);
    for (double m : new double[] {3, 4, 5}) {
      long count = numbers(sweep, "freeze.m").stream().filter(one -> one == m).count();
      assertTrue(count > 40 && count < 94, () -> m + ": " + count);
    }
    assertTrue(
        SweepTexts.values(sweep, "density.layers").containsAll(List.of("uniform", "erdos-renyi")));
  }

  private static List<Double> numbers(SweepConfig sweep, String key) {
    return SweepTexts.values(sweep, key).stream()
        .map(value -> ((Number) value).doubleValue())
        .toList();
  }

  @Test
  void drawnNumbersCanBeRead() {
    for (double rate : numbers(SweepTexts.bind(RANDOM), "learningRate.base")) {
      assertEquals(Double.parseDouble(String.format(Locale.ROOT, "%.3e", rate)), rate);
    }
  }

  @Test
  void moreDrawsBeginWithTheSame() {
    List<Map<String, Object>> few = SweepTexts.params(SweepTexts.bind(RANDOM, "sweep.trials=5"));
    List<Map<String, Object>> many = SweepTexts.params(SweepTexts.bind(RANDOM, "sweep.trials=50"));
    assertEquals(few, many.subList(0, 5));
    assertNotEquals(
        few, SweepTexts.params(SweepTexts.bind(RANDOM, "sweep.trials=5", "sweep.seed=1")));
  }

  @Test
  void anotherKeyLeavesTheDrawsOfAKeyAlone() {
    assertEquals(
        SweepTexts.values(SweepTexts.bind(RANDOM), "learningRate.base"),
        SweepTexts.values(
            SweepTexts.bind(RANDOM, "sweep.space.batchSize={integer=[50,100]}"),
            "learningRate.base"));
  }

  @Test
  void whatIsDrawnTwiceIsOneTrial() {
    String choices =
        "sweep { search = random, trials = 50, seeds = [0, 1], space.freeze.m = [9, 4, 2] }";
    SweepConfig sweep = SweepTexts.bind(choices);
    assertEquals(6, sweep.trials().size());
    assertEquals(1, SweepTexts.bind("sweep.search = random").trials().size());
  }
}

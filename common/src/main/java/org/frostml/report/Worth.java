package org.frostml.report;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.frostml.nn.Measure;

/**
 * What trials, and groups of them, are compared by: all of them by the same examples.
 *
 * @param heldOut whether by held-out training examples, which all of them have, and not by those
 *     that test
 */
record Worth(Measure measure, boolean heldOut) {
  /** By held-out examples where all with a result have them, else by test ones. */
  static Worth of(Measure measure, List<TrialResult> trials) {
    List<TrialResult> compared = trials.stream().filter(TrialResult::hasResult).toList();
    return new Worth(
        measure,
        !compared.isEmpty()
            && compared.stream()
                .allMatch(trial -> trial.number(measure.key("validation")) != null));
  }

  /**
   * What something comes to; higher is better.
   *
   * @param number its number of a name; null where it has none
   */
  double of(Function<String, Double> number) {
    Double held = number.apply(measure.key("validation"));
    Double tested = number.apply(measure.key());
    return Stream.of(heldOut ? held : tested, held, tested)
        .filter(Objects::nonNull)
        .findFirst()
        .map(measure::worth)
        .orElse(Double.NEGATIVE_INFINITY);
  }
}

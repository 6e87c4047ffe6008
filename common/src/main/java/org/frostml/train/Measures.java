package org.frostml.train;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.frostml.nn.Measure;

/**
 * The measures of a run after an epoch: the numbers that its log, its summary, a sweep's table and
 * a report share. What is not known is null.
 *
 * <p>In files they stand under names for people, those of quality by the measure's: {@code
 * accuracy}, {@code bestAccuracy}, or {@code rmse}, {@code bestRmse}. What epochs and runs are not
 * compared by stands beside them, without a best: {@code f1}, {@code validationF1}.
 *
 * @param measure what the run's epochs are compared by; null where there is no number at all
 * @param quality on the test examples
 * @param bestQuality of all epochs so far
 * @param validationQuality on the examples held out of training
 * @param bestValidationQuality of all epochs so far
 * @param loss mean on the test examples
 * @param validationLoss mean on the examples held out of training
 * @param density of the model: non-zero weights / weights
 * @param meanDensity of the support, over all steps
 * @param trainFlopsRatio executed FLOPs / dense SGD's on the same examples
 * @param exchangeRatio bytes exchanged / what dense float32 would exchange
 * @param flops executed in training
 * @param seconds of training, without evaluation
 * @param beside by their names, all else that means something for the loss: see {@link #beside};
 *     empty where that was not evaluated
 */
public record Measures(
    Measure measure,
    Double quality,
    Double bestQuality,
    Double validationQuality,
    Double bestValidationQuality,
    Double loss,
    Double validationLoss,
    Double density,
    Double meanDensity,
    Double trainFlopsRatio,
    Double exchangeRatio,
    Long flops,
    Double seconds,
    Map<String, Double> beside) {
  /** Of a run without numbers. */
  public static final Measures NONE =
      new Measures(
          null, null, null, null, null, null, null, null, null, null, null, null, null, Map.of());

  public Measures {
    // In order; a value may be null.
    beside = Collections.unmodifiableMap(new LinkedHashMap<>(beside));
  }

  /**
   * What an evaluation tells beside a measure, on test examples and on held-out ones; null where
   * the examples do not tell.
   */
  public static Map<String, Double> beside(
      Measure measure, Optional<Evaluated> test, Optional<Evaluated> heldOut) {
    Map<String, Double> beside = new LinkedHashMap<>();
    test.ifPresent(
        tested -> tested.measures().forEach((each, value) -> beside.put(each.key(), known(value))));
    heldOut.ifPresent(
        held ->
            held.measures()
                .forEach((each, value) -> beside.put(each.key("validation"), known(value))));
    beside.keySet().removeAll(List.of(measure.key(), measure.key("validation")));
    return beside;
  }

  private static Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /** The number of a measure on test examples; null where it is not known. */
  public Double of(Measure other) {
    return other == measure ? quality : beside.get(other.key());
  }

  /** What stands beside, on test examples, for a person: F1 66.12 %, AUC 0.9034. */
  public String shown() {
    return Arrays.stream(Measure.values())
        .filter(other -> other != measure && of(other) != null)
        .map(other -> other.text(of(other)))
        .collect(Collectors.joining(", "));
  }

  /** With what stands beside. */
  public Measures with(Map<String, Double> beside) {
    return new Measures(
        measure,
        quality,
        bestQuality,
        validationQuality,
        bestValidationQuality,
        loss,
        validationLoss,
        density,
        meanDensity,
        trainFlopsRatio,
        exchangeRatio,
        flops,
        seconds,
        beside);
  }

  /** What runs are compared by: held-out examples where there are any. */
  public Double score() {
    return validationQuality != null ? validationQuality : quality;
  }

  /** The score as a number that is higher the better. */
  public double worth() {
    return measure.worth(score());
  }

  /** With the best of the epochs before. */
  public Measures after(Measures before) {
    return new Measures(
        measure,
        quality,
        measure.best(before.bestQuality, quality),
        validationQuality,
        measure.best(before.bestValidationQuality, validationQuality),
        loss,
        validationLoss,
        density,
        meanDensity,
        trainFlopsRatio,
        exchangeRatio,
        flops,
        seconds,
        beside);
  }

  /** What was spent so far, with the model of another epoch. */
  public Measures withModelOf(Measures epoch) {
    return new Measures(
        measure,
        epoch.quality,
        bestQuality,
        epoch.validationQuality,
        bestValidationQuality,
        epoch.loss,
        epoch.validationLoss,
        epoch.density,
        meanDensity,
        trainFlopsRatio,
        exchangeRatio,
        flops,
        seconds,
        epoch.beside);
  }

  /** The names of the numbers in files, in order. */
  public static List<String> names(Measure measure) {
    return List.of(
        measure.key(),
        measure.key("best"),
        measure.key("validation"),
        measure.key("bestValidation"),
        "loss",
        "validationLoss",
        "density",
        "meanDensity",
        "trainFlopsRatio",
        "exchangeRatio",
        "flops",
        "seconds");
  }

  /** The numbers by their {@link #names}; none where there is none. */
  public Map<String, Number> named() {
    Map<String, Number> named = new LinkedHashMap<>();
    if (measure != null) {
      Number[] all = {
        quality,
        bestQuality,
        validationQuality,
        bestValidationQuality,
        loss,
        validationLoss,
        density,
        meanDensity,
        trainFlopsRatio,
        exchangeRatio,
        flops,
        seconds
      };
      List<String> names = names(measure);
      for (int i = 0; i < all.length; i++) {
        named.put(names.get(i), all[i]);
      }
      named.putAll(beside);
    }
    return named;
  }

  /**
   * Those that {@link #named} gave.
   *
   * @throws IllegalArgumentException if some are missing
   */
  public static Measures of(Map<String, Double> named) {
    if (named.isEmpty()) {
      return NONE;
    }
    for (Measure measure : Measure.values()) {
      if (named.containsKey(measure.key("best"))) {
        return of(measure, named);
      }
    }
    throw new IllegalArgumentException("no measure of quality among " + named.keySet());
  }

  private static Measures of(Measure measure, Map<String, Double> named) {
    List<String> names = names(measure);
    Double[] all = new Double[names.size()];
    for (int i = 0; i < all.length; i++) {
      if (!named.containsKey(names.get(i))) {
        throw new IllegalArgumentException(names.get(i) + " is missing");
      }
      all[i] = named.get(names.get(i));
    }
    return new Measures(
        measure,
        all[0],
        all[1],
        all[2],
        all[3],
        all[4],
        all[5],
        all[6],
        all[7],
        all[8],
        all[9],
        all[10] == null ? null : (Long) all[10].longValue(),
        all[11],
        beside(measure, named));
  }

  /** Those among them that stand beside a measure, in their order. */
  private static Map<String, Double> beside(Measure measure, Map<String, Double> named) {
    Set<String> known = new HashSet<>();
    for (Measure each : Measure.values()) {
      known.add(each.key());
      known.add(each.key("validation"));
    }
    names(measure).forEach(known::remove);
    Map<String, Double> beside = new LinkedHashMap<>(named);
    beside.keySet().retainAll(known);
    return beside;
  }
}

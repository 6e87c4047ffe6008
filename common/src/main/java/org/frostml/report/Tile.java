package org.frostml.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.frostml.nn.Measure;

/**
 * A number that a reader looks for first.
 *
 * @param note what it is of
 */
record Tile(String name, String value, String note) {
  /** How much less accurate than the best a network may be to be as good; of other measures 1 %. */
  private static final double AS_GOOD = 0.005;

  private static final double AS_GOOD_RATIO = 0.01;

  /** Of one run. */
  static List<Tile> ofRun(ReportSource run, Measure measure) {
    List<Tile> tiles = new ArrayList<>();
    run.number(measure.key())
        .ifPresent(
            it ->
                tiles.add(
                    new Tile(
                        "test " + measure.title(),
                        measure.show(it),
                        measure == Measure.LOSS ? "" : losses(run))));
    run.number(measure.key("validation"))
        .ifPresent(
            it ->
                tiles.add(new Tile("validation " + measure.title(), measure.show(it), epoch(run))));
    if (tiles.isEmpty()) {
      run.number(TrialResult.TRAIN_LOSS)
          .ifPresent(
              it -> tiles.add(new Tile("training loss", Figures.loss(it), "of the last epoch")));
    }
    for (Measure other : Measure.values()) {
      if (other != measure && other != Measure.LOSS && other != Measure.LOG_LOSS) {
        run.number(other.key())
            .ifPresent(it -> tiles.add(new Tile("test " + other.title(), other.show(it), "")));
      }
    }
    run.number("density")
        .ifPresent(it -> tiles.add(new Tile("density", Figures.percent(it, 2), weights(run))));
    run.number("trainFlopsRatio")
        .ifPresent(
            it -> tiles.add(new Tile("training FLOPs", Figures.percent(it, 1), "of dense SGD's")));
    run.number("exchangeRatio")
        .ifPresent(
            it ->
                tiles.add(new Tile("bytes shipped", Figures.percent(it, 1), "of dense float32's")));
    run.number("seconds")
        .ifPresent(it -> tiles.add(new Tile("training time", Figures.time(it), steps(run))));
    return tiles;
  }

  private static String losses(ReportSource run) {
    return run.number("loss").map(loss -> "loss " + Figures.loss(loss)).orElse("");
  }

  /** When the model was as it is. */
  private static String epoch(ReportSource run) {
    return run.number("modelEpoch")
        .filter(epoch -> !run.number("epochs").equals(Optional.of(epoch)))
        .map(epoch -> "of the model, after epoch " + Figures.count(epoch))
        .orElseGet(() -> run.isUnfinished() ? "so far" : "at the end of the run");
  }

  private static String weights(ReportSource run) {
    Optional<Double> active = run.number("activeWeights");
    Optional<Double> weights = run.number("weights");
    return active.isPresent() && weights.isPresent()
        ? Figures.count(active.get()) + " of " + Figures.count(weights.get()) + " weights"
        : "";
  }

  private static String steps(ReportSource run) {
    String epochs = run.number("epochs").map(it -> Figures.count(it) + " epochs").orElse("");
    return run.number("steps")
        .map(it -> epochs + ", " + Figures.count(it) + " steps")
        .orElse(epochs);
  }

  /** Of several trials. */
  static List<Tile> ofTrials(List<TrialResult> trials, List<Group> groups, Worth by) {
    Measure measure = by.measure();
    List<Tile> tiles = new ArrayList<>();
    tiles.add(new Tile("trials", Figures.count(trials.size()), states(trials)));
    List<Group> done =
        groups.stream().filter(group -> group.done() && group.quality(measure) != null).toList();
    done.stream()
        .max(Comparator.comparingDouble(group -> group.worth(by)))
        .ifPresent(best -> addBest(tiles, done, best, by));
    double seconds =
        trials.stream()
            .map(trial -> trial.number("seconds"))
            .filter(Objects::nonNull)
            .mapToDouble(s -> s)
            .sum();
    tiles.add(new Tile("training time", Figures.time(seconds), "all trials together"));
    return tiles;
  }

  private static void addBest(List<Tile> tiles, List<Group> done, Group best, Worth by) {
    Measure measure = by.measure();
    SampleMean quality = best.quality(measure);
    tiles.add(new Tile("best " + measure.title(), Figures.quality(measure, quality), best.label()));
    double worth = best.worth(by);
    double least = worth - (measure.isShare() ? AS_GOOD : AS_GOOD_RATIO * Math.abs(worth));
    List<Group> good = done.stream().filter(group -> group.worth(by) >= least).toList();
    String within = measure.isShare() ? " within half a point" : " within 1 %";
    least(good, "trainFlopsRatio")
        .ifPresent(it -> tiles.add(cheap("fewest FLOPs" + within, it, "trainFlopsRatio", measure)));
    least(good, "density")
        .ifPresent(it -> tiles.add(cheap("sparsest" + within, it, "density", measure)));
  }

  private static Tile cheap(String name, Group group, String cost, Measure measure) {
    return new Tile(
        name,
        Figures.percent(group.measures().get(cost).mean(), 2),
        Figures.quality(measure, group.quality(measure)) + ": " + group.label());
  }

  private static Optional<Group> least(List<Group> groups, String cost) {
    return groups.stream()
        .filter(group -> group.measures().containsKey(cost))
        .min(Comparator.comparingDouble(group -> group.measures().get(cost).mean()));
  }

  private static String states(List<TrialResult> trials) {
    Map<String, Long> states =
        trials.stream()
            .collect(
                Collectors.groupingBy(TrialResult::state, TreeMap::new, Collectors.counting()));
    return states.entrySet().stream()
        .map(state -> state.getValue() + " " + state.getKey())
        .collect(Collectors.joining(", "));
  }
}

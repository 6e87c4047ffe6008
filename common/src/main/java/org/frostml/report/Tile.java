package org.frostml.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A number that a reader looks for first.
 *
 * @param note what it is of
 */
record Tile(String name, String value, String note) {
  /** How much less accurate than the best a network may be to be as good. */
  private static final double AS_GOOD = 0.005;

  /** Of one run. */
  static List<Tile> ofRun(Source run) {
    List<Tile> tiles = new ArrayList<>();
    run.number("accuracy")
        .ifPresent(it -> tiles.add(new Tile("test accuracy", Figures.percent(it, 2), losses(run))));
    run.number("validationAccuracy")
        .ifPresent(
            it ->
                tiles.add(
                    new Tile(
                        "validation accuracy", Figures.percent(it, 2), "at the end of the run")));
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

  private static String losses(Source run) {
    return run.number("loss").map(loss -> String.format(Locale.ROOT, "loss %.4f", loss)).orElse("");
  }

  private static String weights(Source run) {
    Optional<Double> active = run.number("activeWeights");
    Optional<Double> weights = run.number("weights");
    return active.isPresent() && weights.isPresent()
        ? Figures.count(active.get()) + " of " + Figures.count(weights.get()) + " weights"
        : "";
  }

  private static String steps(Source run) {
    String epochs = run.number("epochs").map(it -> Figures.count(it) + " epochs").orElse("");
    return run.number("steps")
        .map(it -> epochs + ", " + Figures.count(it) + " steps")
        .orElse(epochs);
  }

  /** Of several trials. */
  static List<Tile> ofTrials(List<TrialResult> trials, List<Group> groups) {
    List<Tile> tiles = new ArrayList<>();
    tiles.add(new Tile("trials", Figures.count(trials.size()), states(trials)));
    List<Group> done =
        groups.stream().filter(group -> group.done() && accuracy(group) != null).toList();
    done.stream()
        .max(Comparator.comparingDouble(group -> accuracy(group).mean()))
        .ifPresent(best -> addBest(tiles, done, best));
    double seconds =
        trials.stream()
            .map(TrialResult::seconds)
            .filter(Objects::nonNull)
            .mapToDouble(s -> s)
            .sum();
    tiles.add(new Tile("training time", Figures.time(seconds), "all trials together"));
    return tiles;
  }

  private static void addBest(List<Tile> tiles, List<Group> done, Group best) {
    tiles.add(new Tile("best accuracy", Figures.percent(accuracy(best)), best.label()));
    List<Group> good =
        done.stream()
            .filter(group -> accuracy(group).mean() >= accuracy(best).mean() - AS_GOOD)
            .toList();
    String within = " within half a point";
    least(good, "trainFlopsRatio")
        .ifPresent(it -> tiles.add(cheap("fewest FLOPs" + within, it, "trainFlopsRatio")));
    least(good, "density").ifPresent(it -> tiles.add(cheap("sparsest" + within, it, "density")));
  }

  private static Tile cheap(String name, Group group, String cost) {
    return new Tile(
        name,
        Figures.percent(group.measures().get(cost).mean(), 2),
        Figures.percent(accuracy(group)) + ": " + group.label());
  }

  private static Optional<Group> least(List<Group> groups, String cost) {
    return groups.stream()
        .filter(group -> group.measures().containsKey(cost))
        .min(Comparator.comparingDouble(group -> group.measures().get(cost).mean()));
  }

  private static Moments accuracy(Group group) {
    return group.measures().get("accuracy");
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

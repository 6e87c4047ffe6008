package org.frostml.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.frostml.FrostException;
import org.frostml.nn.Measure;

/**
 * What a page shows, as its script gets it.
 *
 * @param facts what it is of, by name
 * @param quality what trials are compared by
 * @param keys the names of the trials' params
 * @param rows a trial each, in the order of the sweep
 * @param groups of trials that differ by their seed only
 * @param fronts the groups on the Pareto front of accuracy against a cost, by the cost's name
 * @param configurations by the names of their folders
 * @param notes what a reader should know of what is left out
 */
record Page(
    String title,
    Map<String, String> facts,
    Quality quality,
    List<Tile> tiles,
    List<String> keys,
    List<Row> rows,
    List<Group> groups,
    Map<String, List<Integer>> fronts,
    List<HeatMap> heatMaps,
    Map<String, String> configurations,
    List<String> notes) {
  /** Beyond so many trials the lines on supports would weigh too much. */
  static final int MOST_CYCLES = 60;

  private static final List<String> COSTS = List.of("density", "trainFlopsRatio", "seconds");

  /**
   * A trial in the page.
   *
   * @param rank from 0, the best; null without a result
   */
  record Row(String label, TrialResult trial, Integer rank, Curves curves) {}

  /**
   * A measure for the page's script.
   *
   * @param name of the numbers on test examples; the others are of held-out ones and of the best
   *     epoch
   * @param share whether it is one, to be shown in per cent
   * @param higher whether more of it is better
   * @param others that some group has a number of, beside it
   */
  record Quality(
      String name,
      String best,
      String validation,
      String title,
      boolean share,
      boolean higher,
      List<Other> others) {
    static Quality of(Measure measure, List<Group> groups) {
      return new Quality(
          measure.key(),
          measure.key("best"),
          measure.key("validation"),
          measure.title(),
          measure.isShare(),
          measure.isHigherBetter(),
          Group.beside(groups, measure).stream()
              // Which has a column as the loss.
              .filter(other -> other != Measure.LOG_LOSS)
              .map(other -> new Other(other.key(), other.title(), other.isShare()))
              .toList());
    }
  }

  /** A measure that trials are not compared by. */
  record Other(String name, String title, boolean share) {}

  /** The page of some folders, with the version of Frost that makes it. */
  static Page of(List<ReportSource> sources, String frost, Instant now) {
    List<ReportSource.Entry> entries =
        sources.stream().flatMap(source -> source.entries().stream()).toList();
    List<TrialResult> trials = entries.stream().map(ReportSource.Entry::trial).toList();
    List<String> keys = keys(trials);
    List<String> varying = Group.varying(trials, keys);
    List<Group> groups = Group.of(trials, varying);
    Measure measure = measure(entries);
    boolean oneRun = sources.size() == 1 && !sources.get(0).sweep();
    Worth by = Worth.of(measure, trials);
    return new Page(
        title(sources),
        facts(sources, frost, now),
        Quality.of(measure, groups),
        oneRun ? Tile.ofRun(sources.get(0), measure) : Tile.ofTrials(trials, groups, by),
        keys,
        rows(entries, varying, by),
        groups,
        COSTS.stream()
            .collect(
                Collectors.toMap(
                    cost -> cost,
                    cost -> Group.front(groups, measure, cost),
                    (a, b) -> a,
                    LinkedHashMap::new)),
        HeatMap.of(trials, varying, measure),
        configurations(sources),
        notes(trials, by));
  }

  /** What trials are compared by. */
  Measure measure() {
    return Measure.named(quality.name());
  }

  /** The one measure that the trials with a result have. */
  private static Measure measure(List<ReportSource.Entry> entries) {
    List<TrialResult> measured =
        entries.stream().map(ReportSource.Entry::trial).filter(TrialResult::hasResult).toList();
    for (TrialResult trial : measured) {
      TrialResult first = measured.get(0);
      if (trial.measure() != first.measure()) {
        throw new FrostException(
            "results that go by different measures cannot be compared: "
                + first.id()
                + " has "
                + first.measure().title()
                + ", "
                + trial.id()
                + " has "
                + trial.measure().title());
      }
    }
    return measured.isEmpty() ? Measure.ACCURACY : measured.get(0).measure();
  }

  private static List<String> keys(List<TrialResult> trials) {
    Set<String> keys = new LinkedHashSet<>();
    trials.forEach(trial -> keys.addAll(trial.params().keySet()));
    return List.copyOf(keys);
  }

  private static String title(List<ReportSource> sources) {
    ReportSource first = sources.get(0);
    if (sources.size() == 1) {
      return (first.sweep() ? "Sweep " : "Run ") + first.name();
    }
    return sources.stream().map(ReportSource::name).collect(Collectors.joining(", "));
  }

  private static Map<String, String> facts(List<ReportSource> sources, String frost, Instant now) {
    Map<String, String> facts = new LinkedHashMap<>();
    String data =
        sources.stream()
            .map(ReportSource::data)
            .filter(name -> !name.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "));
    if (!data.isEmpty()) {
      facts.put("data", data);
    }
    sources.stream()
        .map(ReportSource::written)
        .max(Comparator.naturalOrder())
        .ifPresent(last -> facts.put("results of", time(last)));
    facts.put("page of", time(now));
    facts.put("made by", "Frost " + frost);
    return facts;
  }

  private static String time(Instant instant) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
        .withZone(ZoneOffset.UTC)
        .format(instant);
  }

  private static List<Row> rows(List<ReportSource.Entry> entries, List<String> varying, Worth by) {
    List<TrialResult> trials = entries.stream().map(ReportSource.Entry::trial).toList();
    boolean seeds = trials.stream().map(TrialResult::seed).distinct().count() > 1;
    List<Integer> best =
        IntStream.range(0, entries.size())
            .boxed()
            .filter(i -> trials.get(i).hasResult())
            .sorted(Comparator.comparingDouble(i -> -by.of(trials.get(i)::number)))
            .toList();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      int rank = best.indexOf(i);
      boolean room = entries.size() <= MOST_CYCLES || (rank >= 0 && rank < MOST_CYCLES);
      Curves curves = entries.get(i).curves();
      rows.add(
          new Row(
              label(trials.get(i), varying, seeds),
              trials.get(i),
              rank < 0 ? null : rank,
              room ? curves : curves.thinned()));
    }
    return rows;
  }

  private static String label(TrialResult trial, List<String> varying, boolean seeds) {
    String label = trial.label(varying);
    String seed = seeds ? "seed " + trial.seed() : "";
    String both = label.isEmpty() || seed.isEmpty() ? label + seed : label + ", " + seed;
    return both.isEmpty() ? trial.id() : both;
  }

  private static Map<String, String> configurations(List<ReportSource> sources) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (ReportSource source : sources) {
      if (!source.config().isEmpty()) {
        texts.put(source.name(), source.config());
      }
    }
    return texts;
  }

  private static List<String> notes(List<TrialResult> trials, Worth by) {
    List<String> notes = new ArrayList<>();
    if (trials.size() > 1 && trials.stream().anyMatch(TrialResult::hasResult)) {
      notes.add(
          "The best trials are those with the best "
              + by.measure().title()
              + " on "
              + (by.heldOut()
                  ? "held-out training examples."
                  : "test examples; so the best numbers are a little flattering."));
    }
    if (trials.size() > MOST_CYCLES) {
      notes.add(
          "Only the best "
              + MOST_CYCLES
              + " of "
              + trials.size()
              + " trials have curves of their support here; the learning curves of the others have fewer"
              + " points.");
    }
    return notes;
  }
}

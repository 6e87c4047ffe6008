package org.frostml.sweep;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.Keys;
import org.frostml.config.Reference;
import org.frostml.nn.Measure;
import org.frostml.random.Permutation;

/**
 * Everything that decides a sweep: the configuration of a run, the base of every trial, with the
 * group {@code sweep}.
 *
 * <p>A trial's settings are the base, on it those of a case, and on them the values of the swept
 * keys. References to other keys are replaced in the base, before.
 *
 * @param trials in order, those among them that are refused
 * @param resolved what it was bound from, complete; it binds to the same trials
 */
public record SweepConfig(
    List<Trial> trials, Scheduler scheduler, Placement placement, Config resolved) {
  private static final String CASES = "sweep.cases";
  private static final String SCHEDULER = "sweep.scheduler";

  /**
   * Binds a sweep.
   *
   * @param overlays first the sweep's configuration, then what the command line sets, which is also
   *     stronger than what a case does
   */
  public static SweepConfig bind(List<Config> overlays) {
    Config all = Configs.resolved(Configs.merged(overlays), Reference.ALL);
    Reference.ALL.require(all.withoutPath("sweep.space").root());
    Keys in = new Keys(all);
    Space space = Space.of(in);
    Config commanded = Configs.merged(overlays.subList(1, overlays.size()));
    List<Case> cases = cases(in, space, commanded.withoutPath(Reference.SWEEP));
    Scheduler scheduler = scheduler(in);
    Placement placement =
        in.choice(
            "sweep.placement",
            Map.of("auto", Placement.AUTO, "packed", Placement.PACKED, "spread", Placement.SPREAD));
    List<Trial> trials = new Trials(in, space, cases).all();
    requireEqualEpochs(scheduler, trials);
    requireOneMeasure(trials);
    requireOneSource(trials);
    return new SweepConfig(trials, scheduler, placement, with(all, cases));
  }

  private static Config with(Config all, List<Case> cases) {
    return all.withValue(
        CASES,
        ConfigValueFactory.fromIterable(cases.stream().map(one -> one.config().root()).toList()));
  }

  /** The cases without what the command line sets, which sets nothing that is swept. */
  private static List<Case> cases(Keys in, Space space, Config commanded) {
    SortedMap<String, ConfigValue> won = Reference.RUN.leaves(commanded.root(), "");
    space.requireFree(won);
    requireNoSeed(in, won);
    List<Case> cases = Case.of(in).stream().map(one -> one.without(won.keySet())).toList();
    cases.forEach(one -> requireNoSeed(in, Reference.RUN.leaves(one.settings().root(), "")));
    return cases;
  }

  /** Where seeds are repeated no other is trained with. */
  private static void requireNoSeed(Keys in, Map<String, ConfigValue> set) {
    if (set.containsKey(Trials.SEED) && !Trials.seeds(in).isEmpty()) {
      throw new FrostException(
          "seed is set"
              + Reference.where(set.get(Trials.SEED))
              + ", but all trials are repeated with "
              + Trials.SEEDS
              + " = "
              + Trials.seeds(in)
              + in.where(Trials.SEEDS)
              + ": take it out of one of them");
    }
  }

  private static Scheduler scheduler(Keys in) {
    int eta = in.count(SCHEDULER + ".eta", 2);
    int epochs = in.count(SCHEDULER + ".epochs", 1);
    return in.choice(
            SCHEDULER + ".name",
            Map.<String, Supplier<Scheduler>>of(
                "full", Scheduler.Full::new,
                "asha", () -> new Scheduler.Asha(eta, epochs),
                "median", () -> new Scheduler.Median(epochs)))
        .get();
  }

  /** Rungs are numbers of epochs that all share. */
  private static void requireEqualEpochs(Scheduler scheduler, List<Trial> trials) {
    List<Trial> accepted = accepted(trials).toList();
    Trial first = accepted.get(0);
    for (Trial trial : accepted) {
      if (scheduler.compares() && trial.epochs() != first.epochs()) {
        throw new FrostException(
            SCHEDULER
                + " compares trials of equal epochs: trial "
                + first.number()
                + " has "
                + first.epochs()
                + ", trial "
                + trial.number()
                + " has "
                + trial.epochs()
                + "; the scheduler full takes them");
      }
    }
  }

  /** An accuracy and an RMSE cannot be compared. */
  private static void requireOneMeasure(List<Trial> trials) {
    Map<List<Object>, Trial> ways = new LinkedHashMap<>();
    for (Trial trial : accepted(trials).toList()) {
      // Not by its unit: to bind every trial once more takes time.
      Object delta = trial.settings().getDouble("network.delta");
      ways.putIfAbsent(List.of(trial.comparison(), delta), trial);
    }
    Trial first = ways.values().iterator().next();
    for (Trial trial : ways.values()) {
      if (!trial.unit().equals(first.unit())) {
        throw new FrostException(
            "the trials of a sweep are compared by one measure: "
                + comparison(first)
                + ", and "
                + comparison(trial));
      }
    }
  }

  /** Tables and images that Spark reads come from another source than files that tasks read. */
  private static void requireOneSource(List<Trial> trials) {
    Map<String, Trial> formats = new LinkedHashMap<>();
    accepted(trials).forEach(trial -> formats.putIfAbsent(trial.format(), trial));
    Trial first = formats.values().iterator().next();
    for (Trial trial : formats.values()) {
      if (trial.needsSpark() != first.needsSpark()) {
        throw new FrostException(
            "the trials of a sweep read data of one kind: data.format is "
                + first.format()
                + " in trial "
                + first.number()
                + ", and "
                + trial.format()
                + " in trial "
                + trial.number()
                + ", which Spark reads in one of them only");
      }
    }
  }

  private static String comparison(Trial trial) {
    return trial.comparison()
        + " in trial "
        + trial.number()
        + ", which is compared by "
        + trial.unit();
  }

  /** What trials are compared by. */
  public Measure measure() {
    return accepted().get(0).measure();
  }

  /** The trials that are not refused, one at least. */
  public List<Trial> accepted() {
    return accepted(trials).toList();
  }

  /**
   * Epochs that all trials together are trained, if as many continue at rungs as the scheduler
   * says.
   */
  public double expectedEpochs() {
    return accepted(trials).mapToDouble(trial -> scheduler.expected(trial.epochs())).sum();
  }

  /**
   * Epochs that are left where trials stand so, if as many continue as the scheduler says. Who has
   * ended needs no more, though it may have ended early; who is lost is trained again.
   */
  public double epochsLeft(List<TrialRow> rows) {
    double left = expectedEpochs();
    for (TrialRow row : rows) {
      Trial trial = trials.get(row.trial() - 1);
      if (trial.refused().isEmpty()) {
        left -=
            switch (row.state()) {
              case DONE -> trial.epochs();
              case FAILED -> scheduler.expected(trial.epochs());
              case LOST -> 0;
              case STOPPED -> row.epochs();
            };
      }
    }
    return Math.max(0, left);
  }

  private static Stream<Trial> accepted(List<Trial> trials) {
    return trials.stream().filter(trial -> trial.refused().isEmpty());
  }

  /**
   * The book of a sweep that has not begun; who is refused has failed in it. Where trials differ in
   * epochs it knows those of the longest.
   */
  public Rungs rungs() {
    int epochs = accepted(trials).mapToInt(Trial::epochs).max().orElseThrow();
    Rungs rungs = new Rungs(scheduler, order(), epochs, measure());
    trials.stream()
        .filter(trial -> trial.refused().isPresent())
        .forEach(trial -> rungs.fail(trial.number(), 0));
    return rungs;
  }

  /**
   * As they are listed where all are trained to their end. Who is compared with those before must
   * come at random, or a grid's order would decide: ascending densities promote each other.
   */
  private List<Integer> order() {
    int count = trials.size();
    if (!scheduler.compares()) {
      return IntStream.rangeClosed(1, count).boxed().toList();
    }
    Permutation shuffled = new Permutation(count, resolved.getLong("sweep.seed"));
    return IntStream.range(0, count).mapToObj(i -> shuffled.at(i) + 1).toList();
  }
}

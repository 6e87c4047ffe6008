package org.frostml.sweep;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.frostml.FrostException;
import org.frostml.config.Keys;
import org.frostml.config.Reference;

/** The trials of a sweep: each case with each combination of its space, each with each seed. */
record Trials(Keys in, Space space, List<Case> cases) {
  /** Each has a folder and a line of a file that is often written: more are no use. */
  private static final int MOST = 10_000;

  static final String SEED = "seed";
  static final String SEEDS = "sweep.seeds";

  /** All, in order. */
  List<Trial> all() {
    List<Long> seeds = seeds(in);
    List<SortedMap<String, ConfigValue>> combinations = combinations(repeats(seeds));
    List<Trial> trials = new ArrayList<>();
    for (Case one : cases.isEmpty() ? List.of(Case.NONE) : cases) {
      for (SortedMap<String, ConfigValue> values : combinations) {
        Config settings = settings(one, values);
        for (long seed : seeds.isEmpty() ? List.of(seed(settings)) : seeds) {
          trials.add(Trial.of(trials.size() + 1, one, values, seed, seeded(settings, seed)));
        }
      }
    }
    requireOne(trials);
    return List.copyOf(trials);
  }

  /** Those that every combination is repeated with; none: the configuration's own. */
  static List<Long> seeds(Keys in) {
    List<Long> seeds = in.wholes(SEEDS, Long.MIN_VALUE, Long.MAX_VALUE);
    Set<Long> seen = new HashSet<>();
    for (long seed : seeds) {
      if (!seen.add(seed)) {
        throw new FrostException(SEEDS + " has " + seed + " twice" + in.where(SEEDS));
      }
    }
    return seeds;
  }

  /** Trials a combination. */
  private long repeats(List<Long> seeds) {
    return (long) Math.max(1, cases.size()) * Math.max(1, seeds.size());
  }

  private List<SortedMap<String, ConfigValue>> combinations(long repeats) {
    int draws = in.count("sweep.trials", 1);
    long seed = in.whole("sweep.seed", Long.MIN_VALUE, Long.MAX_VALUE);
    return in.choice(
            "sweep.search",
            Map.<String, Supplier<List<SortedMap<String, ConfigValue>>>>of(
                "grid",
                () -> {
                  requireRoom(space.size() * repeats, "narrow sweep.space, or set search = random");
                  return space.grid();
                },
                "random",
                () -> {
                  requireRoom((double) draws * repeats, "lower sweep.trials");
                  return space.random(draws, seed);
                }))
        .get();
  }

  private static void requireRoom(double trials, String advice) {
    if (trials > MOST) {
      throw new FrostException(
          String.format(
              Locale.ROOT,
              "the sweep has up to %.0f trials, and may have %d: %s",
              trials,
              MOST,
              advice));
    }
  }

  private Config settings(Case one, Map<String, ConfigValue> values) {
    Config settings = ConfigFactory.empty();
    for (Map.Entry<String, ConfigValue> value : values.entrySet()) {
      settings = settings.withValue(value.getKey(), value.getValue());
    }
    Config base = in.config().withoutPath(Reference.SWEEP);
    return settings.withFallback(one.settings()).withFallback(base);
  }

  private static long seed(Config settings) {
    return new Keys(settings).whole(SEED, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static Config seeded(Config settings, long seed) {
    return settings.withValue(SEED, ConfigValueFactory.fromAnyRef(seed, SEEDS));
  }

  private static void requireOne(List<Trial> trials) {
    if (trials.stream().allMatch(trial -> trial.refused().isPresent())) {
      throw new FrostException(
          "no trial of the sweep can be run; the first: " + trials.get(0).refused().orElseThrow());
    }
  }
}

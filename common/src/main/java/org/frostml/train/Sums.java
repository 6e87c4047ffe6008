package org.frostml.train;

import java.util.Map;

/**
 * Where the sum over shards is made, to the same bits: the driver receives every shard's message
 * and adds it, or executors send each other slices of them, and the driver receives the sum.
 *
 * @param gigabits a second through the link of each machine, for {@link Place#AUTO} to go by
 */
public record Sums(Place place, double gigabits) {
  /** On the driver. */
  public static final Sums DRIVER = new Sums(Place.DRIVER, 1);

  /** On executors. */
  public static final Sums EXECUTORS = new Sums(Place.EXECUTORS, 1);

  /** Where, by name. */
  public static final Map<String, Place> PLACES =
      Map.of("auto", Place.AUTO, "driver", Place.DRIVER, "executors", Place.EXECUTORS);

  /** By cost, or always the same. */
  public enum Place {
    AUTO,
    DRIVER,
    EXECUTORS
  }

  public Sums {
    if (!(gigabits > 0)) {
      throw new IllegalArgumentException("link must be > 0: " + gigabits);
    }
  }

  public SumCost cost() {
    return SumCost.of(gigabits);
  }

  /** Whether executors are to sum. */
  public boolean onExecutors(SumCost.Load load) {
    SumCost cost = cost();
    return switch (place) {
      case DRIVER -> false;
      case EXECUTORS -> true;
      case AUTO -> cost.executors(load) < cost.driver(load);
    };
  }
}

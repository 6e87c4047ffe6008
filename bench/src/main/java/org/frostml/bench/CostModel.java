package org.frostml.bench;

import org.frostml.train.SumCost;

/**
 * Seconds of a step or a round on a cluster, from constants that one machine can measure:
 *
 * <pre>
 *   job + shards task + ceil(shards / slots) compute + 2 down / link + sum + update
 * </pre>
 *
 * with {@link SumCost} of the numbers in a shard's message, on the driver or on executors,
 * whichever is cheaper: those of the support in coarse steps, all in fine ones.
 *
 * @param job seconds of a job, whatever it does
 * @param task seconds that each of its tasks adds
 * @param coarse seconds of a multiply-add of coarse steps, in a slot
 * @param step seconds an active number of the update of a coarse step
 * @param fine seconds of a multiply-add that a fine step executes, in a slot
 * @param add seconds to add one number of one shard on the driver
 * @param update seconds a parameter of a fine step's update, on the driver
 * @param link bytes a second into the driver, and out of it
 */
record CostModel(
    double job,
    double task,
    double coarse,
    double step,
    double fine,
    double add,
    double update,
    double link) {
  /** What a second stage costs, and a byte in it: of a cluster, which one JVM cannot measure. */
  private static final SumCost SHUFFLED = SumCost.of(1);

  /**
   * What is trained, and how much of it at once.
   *
   * @param multiplyAdds of a dense forward pass of one example
   * @param examples per shard gives to a step
   * @param activeBytes of a number on the support
   * @param fineBytes of one of a fine step's gradient
   */
  record Load(
      long parameters,
      double density,
      double multiplyAdds,
      int examples,
      double activeBytes,
      double fineBytes) {
    double active() {
      return density * parameters;
    }

    /** Forward, backward and weight gradient, each on the support. */
    double coarseWork() {
      return 3 * density * multiplyAdds * examples;
    }

    /** The weight gradient is of every weight. */
    double fineWork() {
      return (2 * density + 1) * multiplyAdds * examples;
    }
  }

  /** Tasks that run at once, and shards. */
  record Size(int slots, int shards) {
    double waves() {
      return Math.ceil((double) shards / slots);
    }
  }

  /** A round of coarse steps that every shard takes apart; one step is the exact one. */
  double round(Load load, Size size, int steps) {
    // Of an exact step the driver takes the update, of local ones every shard.
    double waves = steps == 1 ? 1 : size.waves();
    return job(size)
        + size.waves() * steps * load.coarseWork() * coarse
        + waves * steps * load.active() * step
        + down(load)
        + sum(size, load.active(), load.activeBytes());
  }

  double fine(Load load, Size size) {
    return job(size)
        + size.waves() * load.fineWork() * fine
        + down(load)
        + sum(size, load.parameters(), load.fineBytes())
        + load.parameters() * update;
  }

  /** A mean step of a cycle: one fine, m coarse ones in rounds. */
  double cycle(Load load, Size size, int m, int localSteps) {
    int rest = m % localSteps;
    double coarse =
        m / localSteps * round(load, size, localSteps) + (rest == 0 ? 0 : round(load, size, rest));
    return (fine(load, size) + coarse) / (m + 1);
  }

  /** The same with a link, and with slots, and a driver, of several cores. */
  CostModel on(double link, int cores) {
    return new CostModel(job, task, coarse / cores, step, fine / cores, add, update / cores, link);
  }

  /** Seconds of a job that does nothing. */
  double job(Size size) {
    return job + size.shards() * task;
  }

  /** Values reach all executors as a torrent, in about the time of two copies. */
  private double down(Load load) {
    return 2 * load.activeBytes() * load.active() / link;
  }

  private double sum(Size size, double numbers, double bytes) {
    SumCost cost = new SumCost(SHUFFLED.stage(), task, SHUFFLED.shuffle(), add, link);
    SumCost.Load sum =
        new SumCost.Load(size.shards(), size.slots(), size.slots(), bytes * numbers, numbers);
    return Math.min(cost.driver(sum), cost.executors(sum));
  }
}

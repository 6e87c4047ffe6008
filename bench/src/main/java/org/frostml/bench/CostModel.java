package org.frostml.bench;

/**
 * Seconds of a step or a round on a cluster, from constants that one machine can measure:
 *
 * <pre>
 *   job + shards task + ceil(shards / slots) compute + bytes / link + shards n add + update
 * </pre>
 *
 * with n numbers in a shard's message: those of the support in coarse steps, all in fine ones.
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
  /**
   * What is trained, and how much of it at once.
   *
   * @param multiplyAdds of a dense forward pass of one example
   * @param examples per shard gives to a step
   */
  record Load(long parameters, double density, double multiplyAdds, int examples) {
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
        + messages(size, load.active(), load.active())
        + size.shards() * load.active() * add;
  }

  double fine(Load load, Size size) {
    return job(size)
        + size.waves() * load.fineWork() * fine
        + messages(size, load.active(), load.parameters())
        + size.shards() * (double) load.parameters() * add
        + load.parameters() * update;
  }

  /** A mean step of a cycle: one fine, m coarse ones in rounds. */
  double cycle(Load load, Size size, int m, int localSteps) {
    int rest = m % localSteps;
    double coarse =
        m / localSteps * round(load, size, localSteps) + (rest == 0 ? 0 : round(load, size, rest));
    return (fine(load, size) + coarse) / (m + 1);
  }

  /** The same with a link, and with slots of several cores. */
  CostModel on(double link, int cores) {
    return new CostModel(job, task, coarse / cores, step, fine / cores, add, update, link);
  }

  /** Seconds of a job that does nothing. */
  double job(Size size) {
    return job + size.shards() * task;
  }

  /**
   * Values reach all executors as a torrent, in about the time of two copies; results all come to
   * the driver.
   */
  private double messages(Size size, double down, double up) {
    return Float.BYTES * (2 * down + size.shards() * up) / link;
  }
}

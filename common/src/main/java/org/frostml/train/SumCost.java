package org.frostml.train;

/**
 * Seconds of a sum over shards, beyond the stage that computes what is summed:
 *
 * <pre>
 *   on the driver     P (bytes / link + numbers add)
 *   on E executors    stage + K task + P / min(E, K) ((1 - 1 / E) bytes / link + bytes shuffle + numbers add)
 *                       + 4 numbers / link
 * </pre>
 *
 * where P messages are cut into K slices. Executors all send and receive at once, and what stays on
 * one does not travel, though it is written and read.
 *
 * @param stage seconds of a second stage, whatever it does
 * @param task seconds that each of its tasks adds
 * @param shuffle seconds that a byte takes through the shuffle, beside the link
 * @param add seconds to add a number to a sum
 * @param link bytes a second into a machine, and out of it
 */
public record SumCost(double stage, double task, double shuffle, double add, double link) {
  private static final double BYTES = 1e9 / Byte.SIZE;

  /** With constants of the machine that docs/scaling.md was measured on. */
  public static SumCost of(double gigabits) {
    return new SumCost(0.12, 2e-3, 7e-9, 0.3e-9, gigabits * BYTES);
  }

  /**
   * What is summed, and on what.
   *
   * @param shards P
   * @param executors E
   * @param slots tasks that run at once
   * @param bytes of a shard's message
   * @param numbers in it
   */
  public record Load(int shards, int executors, int slots, double bytes, double numbers) {}

  public double driver(Load load) {
    return load.shards() * (load.bytes() / link + load.numbers() * add);
  }

  public double executors(Load load) {
    int slices = slices(load);
    double busy = Math.min(load.executors(), slices);
    return stage
        + task * slices
        + load.shards() / busy * each(load)
        + Float.BYTES * load.numbers() / link;
  }

  /** K: where another slice would cost as much as it saves, or as many as are summed at once. */
  public int slices(Load load) {
    double best = Math.sqrt(load.shards() * each(load) / task);
    return (int) Math.max(1, Math.min(load.slots(), Math.round(best)));
  }

  /** Of a message, in slices. */
  private double each(Load load) {
    double travels = 1 - 1.0 / load.executors();
    return load.bytes() * (travels / link + shuffle) + load.numbers() * add;
  }
}

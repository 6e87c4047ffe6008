package org.frostml.job.sweep;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.config.TrainConfig;
import org.frostml.data.Facts;
import org.frostml.job.data.Source;
import org.frostml.job.spark.ExecutorRoom;
import org.frostml.nn.Network;
import org.frostml.run.Preparation;
import org.frostml.sweep.SweepConfig;
import org.frostml.sweep.Trial;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses where the trials of a sweep are trained, and says why. */
public final class TrialRunners {
  private static final Logger LOG = LoggerFactory.getLogger(TrialRunners.class);

  /** Of an executor's heap, for what trials hold. */
  private static final double SHARE = 0.6;

  /**
   * Floats that a trial holds of every parameter: theta, dual, two moments, a fine gradient, its
   * sum, marks, a certificate's sums, the support and its transpose.
   */
  private static final int FLOATS_PER_PARAMETER = 12;

  private TrialRunners() {}

  /**
   * @param first prepared as one of the trials
   * @param source of their examples
   * @param interrupted whether the end of the sweep has been asked for
   */
  public static TrialRunner of(
      SweepConfig config,
      Preparation first,
      Source source,
      JavaSparkContext spark,
      SweepFolder folder,
      BooleanSupplier interrupted) {
    boolean packed =
        switch (config.placement()) {
          case PACKED -> {
            requirePools(first);
            yield true;
          }
          case SPREAD -> false;
          case AUTO -> fits(config, first, spark);
        };
    String kernels = first.provenance().platform().kernels();
    if (packed && !spark.isLocal() && folder.isOnALocalDisk()) {
      LOG.warn(
          "{} is on a local disk: executors write their trials there, so that every machine must"
              + " share it",
          folder.name());
    }
    return packed ? new Packed(spark, kernels) : new Spread(spark, source, kernels, interrupted);
  }

  private static void requirePools(Preparation first) {
    if (!first.data().pools()) {
      throw new FrostException(
          "sweep.placement = packed, but "
              + first.data().name()
              + " does not go into one JVM: set it to spread or auto");
    }
  }

  /** Whether an executor has room for all examples and a trial in every slot. */
  private static boolean fits(SweepConfig config, Preparation first, JavaSparkContext spark) {
    Facts data = first.data();
    if (!data.pools()) {
      LOG.info("sweep.placement = spread, because {} does not go into one JVM", data.name());
      return false;
    }
    long examples = data.bytes();
    ExecutorRoom room = ExecutorRoom.of(spark);
    long trial = bytes(config.trials(), first, spark.sc().conf().getInt("spark.task.cpus", 1));
    boolean fits = examples + room.slots() * trial <= SHARE * room.heap();
    LOG.info(
        "sweep.placement = {}, because {} MiB of examples and {} trials at a time of {} MiB {} {} MiB,"
            + " {} of an executor's memory",
        fits ? "packed" : "spread",
        Text.mib(examples),
        room.slots(),
        Text.mib(trial),
        fits ? "fit in" : "are too much for",
        Text.mib((long) (SHARE * room.heap())),
        Text.percent(SHARE));
    return fits;
  }

  /** Of the largest trial. */
  private static long bytes(List<Trial> trials, Preparation first, int threads) {
    return trials.stream()
        .filter(trial -> trial.refused().isEmpty())
        .mapToLong(trial -> bytes(trial.run().config(), first.data(), threads))
        .max()
        .orElseThrow();
  }

  /**
   * Shards that a trial's threads work on at a time have their own activations. One whose network
   * does not fit the data takes nothing: it will say so itself, and fail alone.
   */
  private static long bytes(TrainConfig config, Facts data, int threads) {
    Network network;
    try {
      network = config.network(data.in(), data.labels());
    } catch (FrostException itsOwn) {
      return 0;
    }
    return (long) FLOATS_PER_PARAMETER * Float.BYTES * network.layout().size()
        + Math.min(threads, config.shards()) * network.microBatches().bytes(data.inputs());
  }
}

package org.frostml.job.sweep;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.config.TrainConfig;
import org.frostml.data.Facts;
import org.frostml.job.data.Source;
import org.frostml.run.Preparation;
import org.frostml.sweep.SweepConfig;
import org.frostml.sweep.Trial;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

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
    long trial = bytes(config.trials(), first);
    int slots = slots(spark);
    long heap = heap(spark.sc());
    boolean fits = examples + slots * trial <= SHARE * heap;
    LOG.info(
        "sweep.placement = {}, because {} MiB of examples and {} trials at a time of {} MiB {} {} MiB,"
            + " {} of an executor's memory",
        fits ? "packed" : "spread",
        mib(examples),
        slots,
        mib(trial),
        fits ? "fit in" : "are too much for",
        mib((long) (SHARE * heap)),
        Text.percent(SHARE));
    return fits;
  }

  private static long bytes(List<Trial> trials, Preparation first) {
    long largest =
        trials.stream()
            .filter(trial -> trial.refused().isEmpty())
            .mapToLong(trial -> parameters(trial.run().config(), first.data()))
            .max()
            .orElseThrow();
    return (long) FLOATS_PER_PARAMETER * Float.BYTES * largest;
  }

  private static long parameters(TrainConfig config, Facts data) {
    return config.network(data.in(), data.labels()).layout().size();
  }

  /** Tasks at a time of one executor, the largest where they differ. */
  static int slots(JavaSparkContext spark) {
    SparkConf conf = spark.sc().conf();
    int cores = conf.getInt("spark.executor.cores", 0);
    if (cores == 0) {
      // YARN and Kubernetes give an executor one core, other masters all that its machine has.
      cores = spark.master().matches("(yarn|k8s:).*") ? 1 : most(spark);
    }
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }

  /** The cores of the largest executor; waits for one. */
  private static int most(JavaSparkContext spark) {
    spark.parallelize(List.of(0), 1).count();
    return CollectionConverters.asJava(spark.sc().statusStore().executorList(true)).stream()
        .mapToInt(ExecutorSummary::totalCores)
        .max()
        .orElse(1);
  }

  private static long heap(SparkContext spark) {
    return spark.isLocal()
        ? Runtime.getRuntime().maxMemory()
        : spark.conf().getSizeAsBytes("spark.executor.memory", "1g");
  }

  private static long mib(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }
}

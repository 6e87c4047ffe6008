package org.frostml.job.sweep;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.Text;
import org.frostml.data.Pool;
import org.frostml.job.run.Preparation;
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
  private static final int FLOATS_A_PARAMETER = 12;

  private TrialRunners() {}

  /**
   * @param first prepared as one of the trials
   */
  public static TrialRunner of(
      SweepConfig config, Preparation first, JavaSparkContext spark, SweepFolder folder) {
    boolean packed =
        switch (config.placement()) {
          case PACKED -> true;
          case SPREAD -> false;
          case AUTO -> fits(config, first, spark.sc());
        };
    String kernels = first.run().kernels();
    if (packed && !spark.isLocal() && folder.isOnALocalDisk()) {
      LOG.warn(
          "{} is on a local disk: executors write their trials there, so that every machine must"
              + " share it",
          folder.name());
    }
    return packed ? new Packed(spark, kernels) : new Spread(spark, kernels);
  }

  /** Whether an executor has room for all examples and a trial in every slot. */
  private static boolean fits(SweepConfig config, Preparation first, SparkContext spark) {
    long examples = bytes(first);
    long trial = bytes(config.trials(), first);
    int slots = slots(spark);
    long heap = heap(spark);
    boolean fits =
        examples + slots * trial <= SHARE * heap
            && Pool.fits(first.train())
            && Pool.fits(first.test());
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

  private static long bytes(Preparation data) {
    long all = data.train().size() + data.test().size();
    all += data.validation().map(examples -> (long) examples.size()).orElse(0L);
    return all * data.train().features() * (data.train().bytes() ? 1 : Float.BYTES);
  }

  private static long bytes(List<Trial> trials, Preparation first) {
    long largest =
        trials.stream()
            .filter(trial -> trial.refused().isEmpty())
            .mapToLong(trial -> trial.run().config().network(first.network().in()).layout().size())
            .max()
            .orElseThrow();
    return (long) FLOATS_A_PARAMETER * Float.BYTES * largest;
  }

  /** Of one executor. */
  private static int slots(SparkContext spark) {
    SparkConf conf = spark.conf();
    // YARN and Kubernetes give an executor one core, other masters all that there are.
    boolean one = spark.master().matches("(yarn|k8s:).*");
    int cores = conf.getInt("spark.executor.cores", one ? 1 : spark.defaultParallelism());
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
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

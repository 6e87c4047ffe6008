package org.frostml.job.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import org.frostml.sparse.Support;
import org.frostml.train.ShardWorker;

/**
 * A run on a cluster: what all its tasks carry, and on the driver the end of what executors keep of
 * it.
 */
public final class SharedRun implements Serializable, AutoCloseable {
  private final transient JavaSparkContext spark;
  private final Run run;

  /** What executors keep lives as long as this: see {@link RunCache}. */
  private final Broadcast<byte[]> life;

  /** Whether tasks find what the driver leaves at {@link Handover}. */
  private final boolean near;

  private SharedRun(JavaSparkContext spark, Run run) {
    this.spark = spark;
    this.run = run;
    near = isNear(spark);
    life = Broadcasts.send(spark, new byte[1]);
  }

  /** Begins a run, to be closed. */
  public static SharedRun open(JavaSparkContext spark, Run run) {
    return new SharedRun(spark, run);
  }

  /**
   * Whether tasks run in this JVM and with the driver's own classes. These may be loaded a second
   * time for tasks, by spark.executor.userClassPathFirst or where they were added to a session, and
   * then have statics of their own; so a task is asked.
   */
  private static boolean isNear(JavaSparkContext spark) {
    if (!spark.isLocal()) {
      return false;
    }
    long number = Handover.leave(spark);
    try {
      return spark.parallelize(List.of(number), 1).map(new Look()).first();
    } catch (Exception e) {
      throw Failure.of(e, task -> "the first task");
    } finally {
      Handover.clear(number);
    }
  }

  /** Whether something was left where a task looks. */
  private record Look() implements Function<Long, Boolean> {
    @Override
    public Boolean call(Long number) {
      return Handover.get(number) != null;
    }
  }

  JavaSparkContext spark() {
    return spark;
  }

  /** Whether tasks run in this JVM. */
  boolean isNear() {
    return near;
  }

  /** Executors at this moment, at least one: the driver is none. */
  int executors() {
    return Math.max(1, spark.sc().statusTracker().getExecutorInfos().length - 1);
  }

  /** Of the driver: those that local mode was given, or all that its machine has. */
  public int cores() {
    int cores = Runtime.getRuntime().availableProcessors();
    return spark.isLocal() ? Math.min(slots(), cores) : cores;
  }

  /** Tasks that run at once. */
  int slots() {
    return spark.defaultParallelism();
  }

  /** Leaves something for tasks where they find it; otherwise {@link Handover#NONE}. */
  long leave(Object object) {
    return near ? Handover.leave(object) : Handover.NONE;
  }

  /** A worker, in a task, with that many threads; to be given back. */
  ShardWorker take(int threads) {
    return cache().take(() -> new ShardWorker(network(), Kernels.named(run.kernels()), threads));
  }

  Network network() {
    return run.network();
  }

  void give(ShardWorker worker) {
    cache().give(worker);
  }

  /** Whether a worker may wait until its result's turn has come, and is then {@link #served}. */
  boolean mayWait() {
    return cache().mayWait();
  }

  /** Gives back a worker that waited. */
  void served(ShardWorker worker) {
    cache().served(worker);
  }

  /** The support of a broadcast, in a task, unpacked here once. */
  Support support(Broadcast<byte[]> packed, java.util.function.Function<byte[], Support> unpack) {
    return cache().support(packed.value(), unpack);
  }

  /** Lets go of a broadcast's support, in a task. */
  void forget(Broadcast<byte[]> packed) {
    cache().forget(packed.value());
  }

  private RunCache cache() {
    return RunCache.of(life.value());
  }

  /** Ends what executors keep of the run. */
  @Override
  public void close() {
    Broadcasts.destroy(spark, life);
  }
}

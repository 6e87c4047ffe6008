package org.frostml.job.spark;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.frostml.sparse.Support;

/**
 * A support on its way to the tasks: they carry its version and a handle, and an executor fetches
 * the bytes once. Freezing is keeping this.
 */
final class SharedSupport implements Serializable, AutoCloseable {
  private final Run run;
  private final long version;
  private final long left;
  private final Broadcast<byte[]> packed;

  private SharedSupport(Run run, long version, long left, Broadcast<byte[]> packed) {
    this.run = run;
    this.version = version;
    this.left = left;
    this.packed = packed;
  }

  static SharedSupport send(JavaSparkContext spark, Run run, Support support) {
    long left = Handover.leave(spark.sc(), support);
    Broadcast<byte[]> packed = left == Handover.NONE ? spark.broadcast(support.pack()) : null;
    return new SharedSupport(run, support.version(), left, packed);
  }

  Run run() {
    return run;
  }

  /** The support, in a task. */
  Support get() {
    return left == Handover.NONE
        ? run.executor().support(version, packed::value)
        : Handover.get(left);
  }

  /** Takes it back. */
  @Override
  public void close() {
    Handover.clear(left);
    if (packed != null) {
      packed.destroy();
    }
  }
}

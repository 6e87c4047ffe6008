package org.frostml.job.spark;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.frostml.sparse.Support;

/**
 * A support on its way to the tasks: they carry a handle, and an executor fetches the bytes once.
 * Freezing is keeping this.
 */
final class SharedSupport implements Serializable, AutoCloseable {
  private final SharedRun run;
  private final transient Support support;
  private final long left;
  private final Broadcast<byte[]> packed;

  private SharedSupport(SharedRun run, Support support, long left, Broadcast<byte[]> packed) {
    this.run = run;
    this.support = support;
    this.left = left;
    this.packed = packed;
  }

  static SharedSupport send(SharedRun run, Support support) {
    long left = run.leave(support);
    Broadcast<byte[]> packed = left == Handover.NONE ? run.spark().broadcast(support.pack()) : null;
    return new SharedSupport(run, support, left, packed);
  }

  SharedRun run() {
    return run;
  }

  /** The support, on the driver. */
  Support here() {
    return support;
  }

  /** The support, in a task. */
  Support get() {
    return left == Handover.NONE ? run.support(packed) : Handover.get(left);
  }

  /** Takes it back. */
  @Override
  public void close() {
    Handover.clear(left);
    if (packed != null) {
      Broadcasts.destroy(run.spark(), packed);
    }
  }
}

package org.frostml.job.spark;

import java.util.Map;
import java.util.Queue;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.frostml.sparse.Support;
import org.frostml.train.ShardWorker;

/**
 * What an executor keeps of a run from task to task: workers with their buffers, and supports with
 * their CSR.
 *
 * <p>All of it is found by the arrays of broadcasts and lives as long as they: Spark holds the
 * array of a broadcast once per executor and lets go of it when the driver destroys the broadcast.
 * So nothing of a run is left when it has ended, and no executor has to be notified. Nothing here
 * is needed: where an array was evicted, and came again, it is made again.
 *
 * <p>A task takes an idle worker, or makes one, so that several tasks of a run, and several runs,
 * can work at once; there are never more than tasks ran, or results waited, together.
 */
final class RunCache {
  private static final Map<byte[], RunCache> CACHES = new WeakHashMap<>();

  private final Queue<ShardWorker> idle = new ConcurrentLinkedQueue<>();
  private final Map<byte[], Support> supports = new WeakHashMap<>();

  private RunCache() {}

  /**
   * What this JVM keeps of a run.
   *
   * @param life the value of the run's broadcast
   */
  static RunCache of(byte[] life) {
    synchronized (CACHES) {
      return CACHES.computeIfAbsent(life, array -> new RunCache());
    }
  }

  /** An idle worker, or a new one. */
  ShardWorker take(Supplier<ShardWorker> make) {
    ShardWorker idler = idle.poll();
    return idler == null ? make.get() : idler;
  }

  /** Gives a worker back, for another task. */
  void give(ShardWorker worker) {
    idle.add(worker);
  }

  /**
   * Lets go of a support in whose place there is another; were it asked for, it would be unpacked.
   */
  void forget(byte[] packed) {
    synchronized (supports) {
      supports.remove(packed);
    }
  }

  /** The support that a broadcast's array leads to, unpacked here once. */
  Support support(byte[] packed, Function<byte[], Support> unpack) {
    synchronized (supports) {
      Support support = supports.get(packed);
      if (support == null) {
        // Which may ask for the one before.
        support = unpack.apply(packed);
        supports.put(packed, support);
      }
      return support;
    }
  }
}

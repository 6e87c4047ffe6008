package org.frostml.job.spark;

import java.util.Deque;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
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
 * can work at once. The last that was given back is the first to be taken, so that no more are in
 * use than are needed. Where a result waits in its worker for others, as in local mode, only so
 * many may, so that a straggler does not hold a worker for every shard.
 */
final class RunCache {
  private static final Map<byte[], RunCache> CACHES = new WeakHashMap<>();

  /** Workers that wait at once for their results' turns. */
  private static final int MOST = 2 * Runtime.getRuntime().availableProcessors();

  private final Deque<ShardWorker> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger waiting = new AtomicInteger();
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
    idle.push(worker);
  }

  /** Whether a worker may wait until its result's turn has come, and is then {@link #served}. */
  boolean mayWait() {
    if (waiting.incrementAndGet() <= MOST) {
      return true;
    }
    waiting.decrementAndGet();
    return false;
  }

  /** Gives back a worker that waited. */
  void served(ShardWorker worker) {
    waiting.decrementAndGet();
    give(worker);
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

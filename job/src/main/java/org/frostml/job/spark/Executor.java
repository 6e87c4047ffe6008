package org.frostml.job.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.frostml.sparse.Support;
import org.frostml.train.ShardWorker;

/**
 * What an executor keeps of a run from task to task: workers with their buffers, and the last
 * supports with their CSR, by version.
 *
 * <p>A task takes an idle worker, or makes one, so that several tasks of a run, and several runs,
 * can work at once; there are never more than tasks ran, or results waited, together. Nothing here
 * is needed: what was forgotten is made again. Runs long unused are.
 */
final class Executor {
  private static final int RUNS = 8;

  /** The one in use, and the one before for a task that is late. */
  private static final int SUPPORTS = 2;

  private static final Map<String, Executor> BY_RUN = new LinkedHashMap<>(16, 0.75f, true);

  private final Queue<ShardWorker> idle = new ConcurrentLinkedQueue<>();
  private final Deque<Support> supports = new ArrayDeque<>();

  private Executor() {}

  /** What this JVM keeps of a run. */
  static synchronized Executor of(String run) {
    Executor executor = BY_RUN.computeIfAbsent(run, r -> new Executor());
    Iterator<Executor> eldest = BY_RUN.values().iterator();
    while (BY_RUN.size() > RUNS) {
      eldest.next().idle.forEach(ShardWorker::close);
      eldest.remove();
    }
    return executor;
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

  /** The support of a version, unpacked here once. */
  synchronized Support support(long version, Supplier<byte[]> packed) {
    for (Support known : supports) {
      if (known.version() == version) {
        return known;
      }
    }
    supports.addFirst(Support.unpack(packed.get()));
    if (supports.size() > SUPPORTS) {
      supports.removeLast();
    }
    return supports.getFirst();
  }
}

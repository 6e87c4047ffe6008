package org.frostml.job;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.frostml.train.Worker;

/**
 * The buffers an executor keeps from task to task. A task borrows a worker of its run, or makes
 * one, so that several tasks of a run, and several runs, can work at once; there are never more
 * than tasks ran together. Runs long unused are forgotten.
 */
final class Workers {
  private static final int RUNS = 8;
  private static final Map<String, Queue<Worker>> IDLE = new LinkedHashMap<>(16, 0.75f, true);

  private Workers() {}

  static <R> R borrow(String run, Supplier<Worker> make, Function<Worker, R> work) {
    Queue<Worker> idle = idle(run);
    Worker idler = idle.poll();
    Worker worker = idler == null ? make.get() : idler;
    R result = work.apply(worker);
    // Not in a finally: a worker whose task failed half-way is better made anew.
    idle.add(worker);
    return result;
  }

  private static synchronized Queue<Worker> idle(String run) {
    Queue<Worker> idle = IDLE.computeIfAbsent(run, r -> new ConcurrentLinkedQueue<>());
    Iterator<String> eldest = IDLE.keySet().iterator();
    while (IDLE.size() > RUNS) {
      eldest.next();
      eldest.remove();
    }
    return idle;
  }
}

package org.frostml.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this thread allocates. A vector that is not in a register is an object: code that should
 * allocate nothing and does is not compiled yet, or badly, and is many times as slow.
 */
final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** As long is counted at most, where a call takes long. */
  private static final double ENOUGH = 1e9;

  private Allocation() {}

  /** Bytes a call, the mean of so many calls or of a second. */
  static double bytes(Runnable work, int calls) {
    long begun = System.nanoTime();
    long before = allocated();
    int count = 0;
    do {
      work.run();
      count++;
    } while (count < calls && System.nanoTime() - begun < ENOUGH);
    return (allocated() - before) / (double) count;
  }

  /** Calls until a call allocates less than so many bytes, or so many seconds have passed. */
  static void settle(Runnable work, double bytes, double seconds) {
    long begun = System.nanoTime();
    while (bytes(work, 1) >= bytes && System.nanoTime() - begun < seconds * 1e9) {
      // The JVM compiles meanwhile.
    }
  }

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}

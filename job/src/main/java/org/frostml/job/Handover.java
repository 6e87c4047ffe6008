package org.frostml.job;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;

/**
 * Messages of a driver whose tasks run in its own JVM, as in local mode: they are handed over in
 * memory, and only a number travels through Spark, which would copy them half a dozen times. They
 * are counted as if they had travelled.
 */
final class Handover {
  /** No number: the message travels. */
  static final long NONE = 0;

  /** Buffers kept for the next results. */
  private static final int BUFFERS = 8;

  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final Map<Long, Object> WAITING = new ConcurrentHashMap<>();
  private static final Deque<byte[]> SPENT = new ArrayDeque<>();

  private Handover() {}

  /** Leaves something for tasks, where they run in this JVM; otherwise {@link #NONE}. */
  static long leave(SparkContext spark, Object object) {
    if (!spark.isLocal()) {
      return NONE;
    }
    long number = NUMBERS.incrementAndGet();
    WAITING.put(number, object);
    return number;
  }

  /** What was left under a number; null once it was cleared, for a task that is too late. */
  @SuppressWarnings("unchecked")
  static <T> T get(long number) {
    return (T) WAITING.get(number);
  }

  static void clear(long number) {
    WAITING.remove(number);
  }

  /**
   * A buffer for a result, used before where there is one of that size: a fresh one of a large
   * gradient at every fine step would keep the garbage collector busy.
   */
  static byte[] buffer(int bytes) {
    synchronized (SPENT) {
      for (Iterator<byte[]> spent = SPENT.iterator(); spent.hasNext(); ) {
        byte[] buffer = spent.next();
        if (buffer.length == bytes) {
          spent.remove();
          return buffer;
        }
      }
    }
    return new byte[bytes];
  }

  /** Gives back a buffer whose result has been taken, where tasks can use it again. */
  static void spend(SparkContext spark, byte[] buffer) {
    if (spark.isLocal()) {
      synchronized (SPENT) {
        SPENT.addFirst(buffer);
        if (SPENT.size() > BUFFERS) {
          SPENT.removeLast();
        }
      }
    }
  }
}

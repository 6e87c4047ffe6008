package org.frostml.job.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages of a driver whose tasks run in its own JVM, as in local mode: they are handed over in
 * memory, and only a number travels through Spark, which would copy them half a dozen times. They
 * are counted as if they had travelled.
 */
final class Handover {
  /** No number: the message travels. */
  static final long NONE = 0;

  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final Map<Long, Object> WAITING = new ConcurrentHashMap<>();

  private Handover() {}

  /** Leaves something for tasks, under a number that no other has had. */
  static long leave(Object object) {
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
}

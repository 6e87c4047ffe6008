package org.frostml.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Times alternatives in turn, A B C A B C ..., so that a machine that slows down slows them all.
 *
 * @param rounds samples of each
 * @param seconds that a sample lasts at least
 * @param warmUp seconds, of all together, before the first sample: the JVM compiles as it goes
 * @param clock nanoseconds that a sample is counted by
 */
record BenchTimer(int rounds, double seconds, double warmUp, LongSupplier clock) {
  /** By the clock on the wall. */
  BenchTimer(int rounds, double seconds, double warmUp) {
    this(rounds, seconds, warmUp, System::nanoTime);
  }

  /**
   * By the CPU time of this thread, which does all of the work: what others take of a shared
   * machine's cores does not count.
   */
  static BenchTimer ofThread(int rounds, double seconds, double warmUp) {
    LongSupplier clock = ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;
    return new BenchTimer(rounds, seconds, warmUp, clock);
  }

  /** Seconds of one call, sorted. */
  record Times(double[] sorted) {
    double median() {
      return Bench.median(sorted);
    }

    double least() {
      return sorted[0];
    }

    double most() {
      return sorted[sorted.length - 1];
    }
  }

  /** The times of every alternative, by name. */
  Map<String, Times> alternate(Map<String, Runnable> alternatives) {
    Map<String, Integer> calls = new LinkedHashMap<>();
    double begun = now();
    do {
      alternatives.forEach((name, work) -> calls.put(name, callsThatFillASample(work)));
    } while (now() - begun < warmUp);
    Map<String, Times> times = new LinkedHashMap<>();
    alternatives.keySet().forEach(name -> times.put(name, new Times(new double[rounds])));
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Runnable> one : alternatives.entrySet()) {
        int count = calls.get(one.getKey());
        times.get(one.getKey()).sorted[round] = time(one.getValue(), count) / count;
      }
    }
    times.values().forEach(time -> Arrays.sort(time.sorted));
    return times;
  }

  private int callsThatFillASample(Runnable work) {
    double begun = now();
    double last;
    do {
      last = time(work, 1);
    } while (now() - begun < seconds);
    return (int) Math.max(1, Math.ceil(seconds / last));
  }

  private static double now() {
    return System.nanoTime() * 1e-9;
  }

  private double time(Runnable work, int calls) {
    long begun = clock.getAsLong();
    for (int i = 0; i < calls; i++) {
      work.run();
    }
    return (clock.getAsLong() - begun) * 1e-9;
  }
}

package org.frostml.job;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Times alternatives in turn, A B C A B C ..., so that a machine that slows down slows them all.
 *
 * @param rounds samples of each
 * @param seconds that a sample lasts at least, and a warm-up ten times that
 */
record BenchTimer(int rounds, double seconds) {
  /** Seconds of one call, sorted. */
  record Times(double[] sorted) {
    double median() {
      return sorted[sorted.length / 2];
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
    alternatives.forEach((name, work) -> calls.put(name, warmUp(work)));
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

  /** Runs the work until it is compiled; returns the calls that fill a sample. */
  private int warmUp(Runnable work) {
    double end = System.nanoTime() * 1e-9 + 10 * seconds;
    double last = 0;
    for (int calls = 0; calls < 3 || System.nanoTime() * 1e-9 < end; calls++) {
      last = time(work, 1);
    }
    return (int) Math.max(1, Math.ceil(seconds / last));
  }

  private static double time(Runnable work, int calls) {
    long begun = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      work.run();
    }
    return (System.nanoTime() - begun) * 1e-9;
  }
}

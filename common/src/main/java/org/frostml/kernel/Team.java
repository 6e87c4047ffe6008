package org.frostml.kernel;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;

/**
 * The threads of one worker, and how they share rows. Which thread works on a row never changes its
 * bits.
 */
public final class Team implements AutoCloseable {
  private final int threads;
  private final ForkJoinPool pool;

  /** That many threads, the caller's among them. */
  public Team(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be >= 1: " + threads);
    }
    this.threads = threads;
    pool = threads == 1 ? null : new ForkJoinPool(threads - 1);
  }

  public int threads() {
    return threads;
  }

  /** Work on the rows {@code from <= r < to}. */
  public interface Rows {
    void run(int from, int to);
  }

  /** Shares rows evenly. */
  public void share(int rows, Rows work) {
    share(null, rows, work);
  }

  /** Shares rows so that every thread gets as many non-zeros; {@code ptr} as {@link Kernels}. */
  public void share(int[] ptr, int rows, Rows work) {
    if (threads == 1) {
      work.run(0, rows);
      return;
    }
    ForkJoinTask<?>[] others = new ForkJoinTask<?>[threads - 1];
    for (int i = 1; i < threads; i++) {
      int from = cut(ptr, rows, i);
      int to = cut(ptr, rows, i + 1);
      others[i - 1] = pool.submit(() -> work.run(from, to));
    }
    try {
      work.run(0, cut(ptr, rows, 1));
    } finally {
      // Whatever happens, all have stopped when the caller continues.
      for (ForkJoinTask<?> other : others) {
        other.quietlyJoin();
      }
    }
    for (ForkJoinTask<?> other : others) {
      other.join();
    }
  }

  /** The first row of part i. */
  private int cut(int[] ptr, int rows, int i) {
    if (ptr == null) {
      return (int) ((long) rows * i / threads);
    }
    long wanted = ptr[0] + (long) (ptr[rows] - ptr[0]) * i / threads;
    int low = 0;
    int high = rows;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ptr[middle] < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return i == threads ? rows : low;
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.shutdown();
    }
  }
}

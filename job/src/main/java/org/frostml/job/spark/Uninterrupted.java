package org.frostml.job.spark;

/**
 * Work that an interrupted thread has still to do: Spark's calls wait for answers, and would end at
 * once with the thread's flag gone.
 */
public final class Uninterrupted {
  private Uninterrupted() {}

  /** Does the work, with the flag put aside meanwhile. */
  public static void run(Runnable work) {
    boolean interrupted = Thread.interrupted();
    try {
      work.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

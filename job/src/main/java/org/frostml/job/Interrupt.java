package org.frostml.job.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.frostml.FrostException;

/**
 * Ctrl-C or SIGTERM in a run: it ends at its next step and tidies up, and only then Spark is
 * stopped.
 */
public final class Interrupt {
  /** Hadoop runs hooks of higher priority first; Spark's have 50. */
  private static final int BEFORE_SPARK = 100;

  private static final long SECONDS_TO_TIDY_UP = 20;
  private static final CountDownLatch FINISHED = new CountDownLatch(1);
  private static volatile boolean came;

  private Interrupt() {}

  /** From now on a signal waits until {@link #finished}. */
  public static void watch() {
    ShutdownHookManager.get()
        .addShutdownHook(
            Interrupt::awaitTheEnd, BEFORE_SPARK, SECONDS_TO_TIDY_UP + 1, TimeUnit.SECONDS);
  }

  private static void awaitTheEnd() {
    came = FINISHED.getCount() > 0;
    try {
      FINISHED.await(SECONDS_TO_TIDY_UP, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The run has ended, well or not. */
  public static void finished() {
    FINISHED.countDown();
  }

  /** Whether the end of the run was asked for. */
  public static boolean came() {
    return came;
  }

  /** Why a run ended early. */
  public static final class Interrupted extends FrostException {
    /**
     * @param where it ended
     * @param folder that the same command is to be given, with {@code --resume}
     */
    private Interrupted(String where, String kept, String folder) {
      super(
          "interrupted "
              + where
              + "; kept in "
              + kept
              + ": to go on, give the same command with --out "
              + folder
              + " --resume");
    }

    /**
     * Of a run.
     *
     * @param step the next one
     * @param folder where it is kept
     */
    public Interrupted(long step, String folder) {
      this("before step " + step, folder, folder.replaceFirst("\\.partial$", ""));
    }

    /**
     * Of a sweep.
     *
     * @param standing where it stands
     */
    public Interrupted(String standing, String folder) {
      this("with " + standing, folder, folder);
    }
  }
}

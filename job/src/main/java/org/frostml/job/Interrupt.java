package org.frostml.job;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Ctrl-C or SIGTERM in a command: its work ends at its next step and tidies up, and only then Spark
 * is stopped. A step that takes too long is cancelled.
 */
final class Interrupt implements AutoCloseable {
  /** Hadoop runs hooks of higher priority first; Spark's have 50. */
  private static final int BEFORE_SPARK = 100;

  private static final long SECONDS_TO_END_A_STEP = 8;

  private static final long SECONDS_TO_TIDY_UP = 20;

  private final Runnable hook = this::awaitTheEnd;
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile Runnable cancel = () -> {};
  private volatile long patience = SECONDS_TO_END_A_STEP;
  private volatile boolean came;

  /** From now on a signal waits until the work has ended, well or not, and this is closed. */
  void watch() {
    ShutdownHookManager.get()
        .addShutdownHook(
            hook, BEFORE_SPARK, SECONDS_TO_END_A_STEP + SECONDS_TO_TIDY_UP + 1, TimeUnit.SECONDS);
  }

  /** Tells how the step under way is cancelled, after which the work must end soon. */
  void cancelBy(Runnable cancel) {
    this.cancel = cancel;
    patience = SECONDS_TO_END_A_STEP;
  }

  /** The same of what leaves nothing that a step could end with. */
  void cancelAtOnceBy(Runnable cancel) {
    this.cancel = cancel;
    patience = 0;
  }

  private void awaitTheEnd() {
    came = finished.getCount() > 0;
    try {
      if (!finished.await(patience, TimeUnit.SECONDS)) {
        cancel.run();
        finished.await(SECONDS_TO_TIDY_UP, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the end of the work was asked for. */
  boolean came() {
    return came;
  }

  @Override
  public void close() {
    finished.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}

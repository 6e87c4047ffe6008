package org.frostml.run;

import org.frostml.FrostException;
import org.frostml.TakenOverException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A write that the next one makes good: where a folder cannot be written to for a while a warning
 * says so, and nothing is lost. One that another process has taken over is no such folder.
 */
public final class WriteAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(WriteAttempt.class);

  private WriteAttempt() {}

  /**
   * Writes, if it can.
   *
   * @param what continues without: the run
   * @throws TakenOverException if the folder is another's by now
   */
  public static void of(String what, Runnable write) {
    try {
      write.run();
    } catch (TakenOverException e) {
      throw e;
    } catch (FrostException e) {
      LOG.warn("{}; {} continues", e.getMessage(), what);
    }
  }
}

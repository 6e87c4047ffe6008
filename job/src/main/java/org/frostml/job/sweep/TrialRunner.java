package org.frostml.job.sweep;

import org.frostml.config.RunSettings;
import org.frostml.sweep.Trial;

/** Where the trials of a sweep are trained. */
public interface TrialRunner extends AutoCloseable {
  /** How many trials can be trained at a time, now: executors come and go. */
  int slots();

  /**
   * Trains a trial up to an epoch, from where it is on, and returns when it is there.
   *
   * @param config of the trial
   * @param folder its run folder
   */
  Outcome train(Trial trial, RunSettings settings, String folder, int until);

  /** Ends all training, to be resumed later. */
  void stop() throws InterruptedException;

  @Override
  void close();
}

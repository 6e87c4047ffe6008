package org.frostml.run;

import org.frostml.train.Listener;

/** Shows how far a run is. */
public interface Progress extends Listener, AutoCloseable {
  /** An epoch's numbers, when they are known. */
  void show(EpochMetrics epoch);

  @Override
  void close();

  /** Shows nothing. */
  record Silent() implements Progress {
    @Override
    public void show(EpochMetrics epoch) {}

    @Override
    public void close() {}
  }
}

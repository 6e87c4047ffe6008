package org.frostml.ml;

import org.frostml.nn.Measure;
import org.frostml.run.EpochMetrics;
import org.frostml.run.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line of the log for each epoch. */
record EpochLog(int epochs) implements Progress {
  private static final Logger LOG = LoggerFactory.getLogger(EpochLog.class);

  @Override
  public void show(EpochMetrics epoch) {
    Measure measure = epoch.measures().measure();
    LOG.info(
        "epoch {}/{}: loss {}, {} {}, density {}",
        epoch.epoch(),
        epochs,
        epoch.trainLoss(),
        measure.title(),
        measure.show(epoch.measures().score()),
        epoch.measures().density());
  }

  @Override
  public void close() {}
}

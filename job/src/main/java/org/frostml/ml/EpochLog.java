package org.frostml.ml;

import org.frostml.run.EpochMetrics;
import org.frostml.run.Progress;
import org.frostml.train.Measures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line of the log for each epoch. */
record EpochLog(int epochs) implements Progress {
  private static final Logger LOG = LoggerFactory.getLogger(EpochLog.class);

  @Override
  public void show(EpochMetrics epoch) {
    Measures measures = epoch.measures();
    Double heldOut = measures.validationQuality();
    LOG.info(
        "epoch {}/{}: loss {}{}, density {}",
        epoch.epoch(),
        epochs,
        epoch.trainLoss(),
        heldOut == null ? "" : ", " + measures.measure().text(heldOut) + " of held-out rows",
        measures.density());
  }

  @Override
  public void close() {}
}

package org.frostml.ml;

import org.frostml.nn.Loss;

/** The value that a regression predicts for a row. */
record ValueScore() implements RowScore {
  @Override
  public Double of(Loss loss, float[] outputs) {
    loss.predict(outputs.length, 1, outputs, 0, 1);
    return (double) outputs[0];
  }
}

package org.frostml.nn;

import java.util.List;
import org.frostml.sparse.Score;

/**
 * Losses of the residuals e = z - y between outputs and scaled values, the mean over the outputs.
 * Predictions, and the quality of an example, its squared error, are in the values' own unit,
 * whatever the loss.
 */
sealed interface ValueLoss extends Loss permits SquaredError, Huber {
  /** What values are scaled by. */
  @Override
  ValueScale scale();

  /** The loss of a residual. */
  double of(double e);

  /** Its derivative in e. */
  double slope(double e);

  @Override
  default Measure measure() {
    return Measure.RMSE;
  }

  @Override
  default List<Measure> measures(int outputs) {
    return List.of(Measure.RMSE, Measure.LOSS, Measure.MAE, Measure.R2);
  }

  /** A class's number is the value. */
  @Override
  default int outputs(Labels labels) {
    return labels.width();
  }

  @Override
  default void require(Targets targets, int outputs) {
    Loss.requireThat(targets.width() == outputs, this, targets, outputs);
    scale().require(outputs);
  }

  @Override
  default Score score(int outputs, Tape tape, int z, int dz) {
    Targets targets = tape.targets();
    float[] t = tape.array();
    int width = tape.width();
    double losses = 0;
    double squares = 0;
    double weights = 0;
    for (int b = 0; b < tape.examples(); b++) {
      float weight = tape.weight(b);
      double sum = 0;
      double square = 0;
      for (int k = 0; k < outputs; k++) {
        double e = t[z + k * width + b] - scale().toOutput(k, targets.value(tape.row(b), k));
        double off = scale().toValues(k, e);
        sum += of(e);
        square += off * off;
        if (dz >= 0) {
          t[dz + k * width + b] = weight * (float) (slope(e) / outputs);
        }
      }
      losses += weight * sum / outputs;
      squares += weight * square / outputs;
      weights += weight;
    }
    tape.clearSurplus(dz, outputs);
    return new Score(losses, squares, weights, tape.examples());
  }

  @Override
  default void predict(int outputs, int columns, float[] t, int z, int width) {
    for (int k = 0; k < outputs; k++) {
      for (int i = z + k * width; i < z + k * width + columns; i++) {
        t[i] = scale().value(k, t[i]);
      }
    }
  }

  @Override
  default float decide(int outputs, float[] predictions, int from) {
    return outputs > 1 ? Float.NaN : predictions[from];
  }
}

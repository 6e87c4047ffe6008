package org.frostml.nn;

import java.util.function.DoubleUnaryOperator;
import org.frostml.sparse.Score;

/** Losses of the residuals e = z - y between outputs and values. Quality is the squared error. */
final class Residuals {
  private Residuals() {}

  /**
   * {@link Loss#score}.
   *
   * @param slope the derivative of {@code loss}
   */
  static Score score(
      int outputs, Tape tape, int z, int dz, DoubleUnaryOperator loss, DoubleUnaryOperator slope) {
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
        double e = (double) t[z + k * width + b] - targets.value(tape.row(b), k);
        sum += loss.applyAsDouble(e);
        square += e * e;
        if (dz >= 0) {
          t[dz + k * width + b] = weight * (float) (slope.applyAsDouble(e) / outputs);
        }
      }
      losses += weight * sum / outputs;
      squares += weight * square / outputs;
      weights += weight;
    }
    tape.clearSurplus(dz, outputs);
    return new Score(losses, squares, weights, tape.examples());
  }
}

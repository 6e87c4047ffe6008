package org.frostml.nn;

import org.frostml.sparse.Score;

/** L(z, y) = (z - y)^2, the mean over the outputs; its gradient in z is 2 (z - y). */
public record SquaredError() implements Loss {
  static final String NAME = "mse";

  @Override
  public Measure measure() {
    return Measure.RMSE;
  }

  /** A class's number is the value. */
  @Override
  public int outputs(Labels labels) {
    return labels.classes() ? 1 : labels.count();
  }

  @Override
  public void require(Targets targets, int outputs) {
    Loss.requireThat(targets.width() == outputs, this, targets, outputs);
  }

  @Override
  public Score score(int outputs, Tape tape, int z, int dz) {
    return Residuals.score(outputs, tape, z, dz, e -> e * e, e -> 2 * e);
  }

  /** Outputs are the values. */
  @Override
  public void predict(int outputs, int columns, float[] t, int z, int width) {}

  @Override
  public float decide(int outputs, float[] predictions, int from) {
    return outputs > 1 ? Float.NaN : predictions[from];
  }

  @Override
  public String spec() {
    return NAME;
  }
}

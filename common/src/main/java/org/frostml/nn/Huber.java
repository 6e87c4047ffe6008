package org.frostml.nn;

import org.frostml.sparse.Score;

/**
 * Squared where the residual e = z - y is small, linear where it is large, so that outliers do not
 * rule: e^2 / 2 for |e| <= delta, else delta (|e| - delta / 2); the mean over the outputs.
 */
public record Huber(float delta) implements Loss {
  public Huber {
    if (!(delta > 0 && delta < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("delta must be > 0: " + delta);
    }
  }

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
    return Residuals.score(
        outputs,
        tape,
        z,
        dz,
        e -> Math.abs(e) <= delta ? e * e / 2 : delta * (Math.abs(e) - delta / 2.0),
        e -> Math.max(-delta, Math.min(delta, e)));
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
    return "huber(" + delta + ")";
  }
}

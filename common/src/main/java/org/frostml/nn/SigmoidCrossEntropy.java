package org.frostml.nn;

import java.util.List;
import org.frostml.sparse.Score;

/**
 * Yes or no for every output by itself: one output tells two classes apart, several are labels that
 * may hold together. L(z, y) = log(1 + exp(z)) - y z, whose gradient in z is sigmoid(z) - y; the
 * mean over the outputs. Beyond 1/2 it is yes, at 1/2 itself no.
 */
public record SigmoidCrossEntropy() implements Loss {
  static final String NAME = "binary-cross-entropy";

  @Override
  public Measure measure() {
    return Measure.ACCURACY;
  }

  @Override
  public List<Measure> measures(int outputs) {
    Measure f1 = outputs == 1 ? Measure.F1 : Measure.MACRO_F1;
    return List.of(Measure.ACCURACY, Measure.LOSS, f1, Measure.AUC, Measure.AUPR);
  }

  /** One for two classes, or one for each of several labels that may hold together. */
  @Override
  public int outputs(Labels labels) {
    if (labels.classes() && labels.count() != 2) {
      throw new IllegalArgumentException(
          NAME
              + " tells 2 classes apart, not "
              + labels.count()
              + ": take "
              + SoftmaxCrossEntropy.NAME);
    }
    return labels.width();
  }

  @Override
  public void require(Targets targets, int outputs) {
    Loss.requireThat(targets.width() == outputs, this, targets, outputs);
  }

  @Override
  public Score score(int outputs, Tape tape, int z, int dz) {
    float[] t = tape.array();
    int width = tape.width();
    double loss = 0;
    double right = 0;
    double weights = 0;
    for (int b = 0; b < tape.examples(); b++) {
      float weight = tape.weight(b);
      double sum = 0;
      int hits = 0;
      for (int k = 0; k < outputs; k++) {
        float logit = t[z + k * width + b];
        float y = tape.targets().value(tape.row(b), k);
        // log(1 + e^z) by way of e^-|z|, which cannot overflow.
        double e = Exp.of(-Math.abs(logit));
        sum += StrictMath.log1p(e) + Math.max(logit, 0) - (double) y * logit;
        hits += logit > 0 == y > 0.5 ? 1 : 0;
        if (dz >= 0) {
          double p = logit > 0 ? 1 / (1 + e) : e / (1 + e);
          t[dz + k * width + b] = weight * (float) ((p - y) / outputs);
        }
      }
      loss += weight * sum / outputs;
      right += (double) weight * hits / outputs;
      weights += weight;
    }
    tape.clearSurplus(dz, outputs);
    return new Score(loss, right, weights, tape.examples());
  }

  @Override
  public void predict(int outputs, int columns, float[] t, int z, int width) {
    for (int k = 0; k < outputs; k++) {
      for (int i = z + k * width; i < z + k * width + columns; i++) {
        double e = Exp.of(-Math.abs(t[i]));
        t[i] = (float) (t[i] > 0 ? 1 / (1 + e) : e / (1 + e));
      }
    }
  }

  @Override
  public float decide(int outputs, float[] predictions, int from) {
    if (outputs > 1 || Float.isNaN(predictions[from])) {
      return Float.NaN;
    }
    return predictions[from] > 0.5f ? 1 : 0;
  }

  @Override
  public String spec() {
    return NAME;
  }
}

package org.frostml.nn;

import java.util.List;
import org.frostml.sparse.Score;

/**
 * One class of several: L(z, y) = log sum_k exp(z_k) - z_y, whose gradient in z is softmax(z) -
 * e_y.
 *
 * <p>With smoothing what is learnt is a mean of L over classes, of which y has the share 1 -
 * smoothing and all classes alike have the rest (Szegedy et al., CVPR 2016). What is only scored is
 * not smoothed.
 *
 * @param smoothing in [0, 1)
 */
public record SoftmaxCrossEntropy(float smoothing) implements Loss {
  static final String NAME = "cross-entropy";

  public SoftmaxCrossEntropy {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("smoothing must be in [0, 1): " + smoothing);
    }
  }

  /** Not smoothed. */
  public SoftmaxCrossEntropy() {
    this(0);
  }

  @Override
  public Measure measure() {
    return Measure.ACCURACY;
  }

  @Override
  public List<Measure> measures(int outputs) {
    return outputs == 2
        ? List.of(Measure.ACCURACY, Measure.LOSS, Measure.F1, Measure.AUC, Measure.AUPR)
        : List.of(Measure.ACCURACY, Measure.LOSS, Measure.MACRO_F1);
  }

  @Override
  public int outputs(Labels labels) {
    if (!labels.classes()) {
      throw new IllegalArgumentException(
          NAME + " tells classes apart, and cannot learn " + labels.describe());
    }
    return labels.count();
  }

  @Override
  public void require(Targets targets, int outputs) {
    Loss.requireThat(targets instanceof Targets.Classes, this, targets, outputs);
  }

  @Override
  public Loss scored() {
    return new SoftmaxCrossEntropy();
  }

  @Override
  public Score score(int outputs, Tape tape, int z, int dz) {
    int[] labels = ((Targets.Classes) tape.targets()).labels();
    float[] t = tape.array();
    int width = tape.width();
    double share = (double) smoothing / outputs;
    double loss = 0;
    double correct = 0;
    double weights = 0;
    for (int b = 0; b < tape.examples(); b++) {
      int label = labels[tape.row(b)];
      float weight = tape.weight(b);
      int best = largest(outputs, t, z + b, width);
      float max = t[z + best * width + b];
      double sum = 0;
      for (int k = 0; k < outputs; k++) {
        double e = Exp.of(t[z + k * width + b] - max);
        sum += e;
        if (dz >= 0) {
          t[dz + k * width + b] = (float) e;
        }
      }
      double aimed = t[z + label * width + b];
      if (dz >= 0 && smoothing > 0) {
        aimed *= 1 - (double) smoothing;
        for (int k = 0; k < outputs; k++) {
          aimed += share * t[z + k * width + b];
        }
      }
      loss += weight * (StrictMath.log(sum) + max - aimed);
      correct += best == label ? weight : 0;
      weights += weight;
      for (int k = 0; dz >= 0 && k < outputs; k++) {
        int i = dz + k * width + b;
        double aim = k == label ? 1 - (double) smoothing + share : share;
        t[i] = weight * (float) (t[i] / sum - aim);
      }
    }
    tape.clearSurplus(dz, outputs);
    return new Score(loss, correct, weights, tape.examples());
  }

  /** The class with the largest output; of equals the first. */
  private static int largest(int outputs, float[] t, int at, int width) {
    int best = 0;
    for (int k = 1; k < outputs; k++) {
      best = t[at + k * width] > t[at + best * width] ? k : best;
    }
    return best;
  }

  @Override
  public void predict(int outputs, int columns, float[] t, int z, int width) {
    for (int b = 0; b < columns; b++) {
      float max = t[z + largest(outputs, t, z + b, width) * width + b];
      double sum = 0;
      for (int k = 0; k < outputs; k++) {
        sum += Exp.of(t[z + k * width + b] - max);
      }
      for (int k = 0; k < outputs; k++) {
        int i = z + k * width + b;
        t[i] = (float) (Exp.of(t[i] - max) / sum);
      }
    }
  }

  @Override
  public float decide(int outputs, float[] predictions, int from) {
    for (int k = 0; k < outputs; k++) {
      if (Float.isNaN(predictions[from + k])) {
        return Float.NaN;
      }
    }
    return largest(outputs, predictions, from, 1);
  }

  @Override
  public String spec() {
    return smoothing == 0 ? NAME : NAME + "(" + smoothing + ")";
  }
}

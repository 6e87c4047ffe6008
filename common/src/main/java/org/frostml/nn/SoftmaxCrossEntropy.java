package org.frostml.nn;

import java.util.List;
import org.frostml.sparse.Score;

/**
 * One class of several: L(z, y) = log sum_k exp(z_k) - z_y, whose gradient in z is softmax(z) -
 * e_y.
 */
public record SoftmaxCrossEntropy() implements Loss {
  static final String NAME = "cross-entropy";

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
  public Score score(int outputs, Tape tape, int z, int dz) {
    int[] labels = ((Targets.Classes) tape.targets()).labels();
    float[] t = tape.array();
    int width = tape.width();
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
      loss += weight * (StrictMath.log(sum) + max - t[z + label * width + b]);
      correct += best == label ? weight : 0;
      weights += weight;
      for (int k = 0; dz >= 0 && k < outputs; k++) {
        int i = dz + k * width + b;
        t[i] = weight * (float) (t[i] / sum - (k == label ? 1 : 0));
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
    return largest(outputs, predictions, from, 1);
  }

  @Override
  public String spec() {
    return NAME;
  }
}

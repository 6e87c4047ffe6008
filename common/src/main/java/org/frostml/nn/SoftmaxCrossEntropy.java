package org.frostml.nn;

import java.util.Arrays;
import org.frostml.sparse.Score;

/**
 * L(z, y) = log sum_k exp(z_k) - z_y, summed over the examples; its gradient in z is softmax(z) -
 * e_y.
 */
final class SoftmaxCrossEntropy {
  private SoftmaxCrossEntropy() {}

  /**
   * Scores the logits, classes x width at z, and writes dL/dz to {@code dz} unless it is negative;
   * surplus columns get zeros.
   */
  static Score score(int classes, Tape tape, int z, int dz) {
    float[] t = tape.array();
    int width = tape.width();
    double loss = 0;
    long correct = 0;
    for (int b = 0; b < tape.examples(); b++) {
      int label = tape.label(b);
      int best = 0;
      for (int k = 1; k < classes; k++) {
        best = t[z + k * width + b] > t[z + best * width + b] ? k : best;
      }
      float max = t[z + best * width + b];
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        double e = Exp.of(t[z + k * width + b] - max);
        sum += e;
        if (dz >= 0) {
          t[dz + k * width + b] = (float) e;
        }
      }
      loss += StrictMath.log(sum) + max - t[z + label * width + b];
      correct += best == label ? 1 : 0;
      for (int k = 0; dz >= 0 && k < classes; k++) {
        int i = dz + k * width + b;
        t[i] = (float) (t[i] / sum - (k == label ? 1 : 0));
      }
    }
    for (int k = 0; dz >= 0 && k < classes; k++) {
      Arrays.fill(t, dz + k * width + tape.examples(), dz + (k + 1) * width, 0f);
    }
    return new Score(loss, correct, tape.examples());
  }

  /**
   * Turns the logits of {@code columns} examples, a matrix of classes x width at z, into
   * probabilities.
   */
  static void predict(int classes, int columns, float[] t, int z, int width) {
    for (int b = 0; b < columns; b++) {
      float max = t[z + b];
      for (int k = 1; k < classes; k++) {
        max = Math.max(max, t[z + k * width + b]);
      }
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += Exp.of(t[z + k * width + b] - max);
      }
      for (int k = 0; k < classes; k++) {
        int i = z + k * width + b;
        t[i] = (float) (Exp.of(t[i] - max) / sum);
      }
    }
  }
}

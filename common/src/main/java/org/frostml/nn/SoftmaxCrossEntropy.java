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
   * Scores the logits z, classes x width, and writes dL/dz into {@code dz} unless it is null;
   * surplus columns get zeros.
   */
  static Score score(int classes, float[] z, float[] dz, Batch batch) {
    int width = batch.width();
    double loss = 0;
    long correct = 0;
    for (int b = 0; b < batch.examples(); b++) {
      int label = batch.label(b);
      int best = 0;
      for (int k = 1; k < classes; k++) {
        best = z[k * width + b] > z[best * width + b] ? k : best;
      }
      float max = z[best * width + b];
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += StrictMath.exp(z[k * width + b] - max);
      }
      loss += StrictMath.log(sum) + max - z[label * width + b];
      correct += best == label ? 1 : 0;
      if (dz != null) {
        for (int k = 0; k < classes; k++) {
          double softmax = StrictMath.exp(z[k * width + b] - max) / sum;
          dz[k * width + b] = (float) (k == label ? softmax - 1 : softmax);
        }
      }
    }
    if (dz != null) {
      for (int k = 0; k < classes; k++) {
        Arrays.fill(dz, k * width + batch.examples(), (k + 1) * width, 0f);
      }
    }
    return new Score(loss, correct, batch.examples());
  }
}

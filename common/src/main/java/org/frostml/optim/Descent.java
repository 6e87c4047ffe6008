package org.frostml.optim;

import java.io.Serializable;
import org.frostml.sparse.Support;

/**
 * The step of a variable on the support: b = beta b + (1 - beta) tau (g + mu theta), v -= b (damped
 * momentum, Bungert et al., JMLR 23, 2022, Algorithm 2). Decay acts on weights, never on biases.
 *
 * @param momentum beta, in [0, 1)
 * @param weightDecay mu, >= 0
 */
record Descent(float momentum, float weightDecay) implements Serializable {
  /** Numbers moved at a time: what has just been moved is still in the first-level cache. */
  private static final int PIECE = 1024;

  Descent {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1): " + momentum);
    }
    if (!(weightDecay >= 0 && weightDecay < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weightDecay must be >= 0: " + weightDecay);
    }
  }

  /** The buffer b for that many parameters: none without momentum. */
  float[] buffer(int size) {
    return new float[momentum == 0 ? 0 : size];
  }

  /** What makes theta of the dual on [from, to), where all are weights or none is. */
  interface Mirror {
    void restore(Active active, int from, int to, boolean weights);
  }

  /**
   * Moves the dual and restores theta, piece by piece, so that both cost one pass over memory.
   *
   * @param gradient on the support
   */
  void step(Active active, float[] gradient, float rate, Mirror mirror) {
    Support support = active.support();
    for (int b = 0; b < support.layout().blocks().size(); b++) {
      boolean weights = support.layout().blocks().get(b).isWeight();
      float decay = weights ? weightDecay : 0;
      int to = support.from(b + 1);
      for (int from = support.from(b); from < to; from += PIECE) {
        int end = Math.min(to, from + PIECE);
        move(active, gradient, rate, decay, from, end);
        mirror.restore(active, from, end, weights);
      }
    }
  }

  private void move(Active active, float[] g, float rate, float decay, int from, int to) {
    float[] theta = active.weights.values();
    float[] v = active.dual;
    if (momentum == 0) {
      for (int k = from; k < to; k++) {
        v[k] -= rate * (g[k] + decay * theta[k]);
      }
    } else {
      float[] b = active.momentum;
      for (int k = from; k < to; k++) {
        b[k] = momentum * b[k] + (1 - momentum) * (rate * (g[k] + decay * theta[k]));
        v[k] -= b[k];
      }
    }
  }
}

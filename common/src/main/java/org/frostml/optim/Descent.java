package org.frostml.optim;

import java.io.Serializable;
import org.frostml.sparse.Block;
import org.frostml.sparse.Support;

/**
 * The step of a variable on the support: b = beta b + (1 - beta) tau (g + mu theta), v -= b (damped
 * momentum, Bungert et al., JMLR 23, 2022, Algorithm 2). Decay acts on weights, never on biases.
 *
 * @param momentum beta, in [0, 1)
 * @param weightDecay mu, >= 0
 */
record Descent(float momentum, float weightDecay) implements Serializable {
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

  /**
   * Moves v, flat, on the support.
   *
   * @param gradient on the support
   */
  void step(float[] v, OptimState state, float[] gradient, float rate) {
    Support support = state.support();
    for (int b = 0; b < state.layout().blocks().size(); b++) {
      Block block = state.layout().blocks().get(b);
      float decay = block.isWeight() ? weightDecay : 0;
      for (int k = support.from(b); k < support.from(b + 1); k++) {
        int j = support.coordinate(k);
        float move = rate * (gradient[k] + decay * state.weights.values()[k]);
        if (momentum != 0) {
          move = momentum * state.momentum[j] + (1 - momentum) * move;
          state.momentum[j] = move;
        }
        v[j] -= move;
      }
    }
  }
}

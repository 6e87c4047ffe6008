package org.frostml.nn;

import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;

/**
 * Sparse Kaiming initialisation (Bungert et al., JMLR 23, 2022, section 4): normal weights of
 * deviation {@code gain * sqrt(2 / (rho * fanIn))} under a Bernoulli(rho) mask, and non-negative
 * biases that keep ReLUs alive.
 *
 * @param rho share of non-zero weights in regularised blocks, in (0, 1]
 * @param gain scale of the weights; 1 preserves the variance of activations
 * @param bias biases are uniform in [0, bias / sqrt(fanIn))
 */
public record Init(double rho, double gain, double bias) {
  public Init {
    if (!(rho > 0 && rho <= 1)) {
      throw new IllegalArgumentException("rho must be in (0, 1]: " + rho);
    }
    if (!(gain > 0 && gain < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("gain must be > 0: " + gain);
    }
    if (!(bias >= 0 && bias < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("bias must be >= 0: " + bias);
    }
  }

  /** A fresh parameter vector; the same for the same seed. */
  public float[] theta(Layout layout, long seed) {
    float[] theta = new float[layout.size()];
    int fanIn = 1;
    for (int b = 0; b < layout.blocks().size(); b++) {
      Block block = layout.blocks().get(b);
      Rng rng = new Rng(seed, b);
      // A bias follows the weight block whose units it belongs to.
      fanIn = block.isWeight() ? block.cols() : fanIn;
      // What is not regularised is dense from the start.
      double share = block.isSparse() ? rho : 1;
      double deviation = gain * Math.sqrt(2 / (share * fanIn));
      double bound = bias / Math.sqrt(fanIn);
      for (int j = block.offset(); j < block.end(); j++) {
        if (!block.isWeight()) {
          theta[j] = (float) rng.nextDouble(0, bound);
        } else if (rng.nextDouble() < share) {
          theta[j] = (float) (deviation * rng.nextGaussian());
        }
      }
    }
    return theta;
  }
}

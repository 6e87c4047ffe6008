package org.frostml.nn;

import java.util.List;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;

/**
 * Sparse Kaiming initialisation (Bungert et al., JMLR 23, 2022, section 4): normal weights of
 * deviation {@code gain * sqrt(2 / (rho * fanIn))} under a Bernoulli(rho) mask, and non-negative
 * biases that keep ReLUs alive. Layers choose what their blocks take of it.
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
  public float[] theta(Network network, long seed) {
    return theta(network, network.layout(), seed);
  }

  /**
   * A fresh parameter vector; the same for the same seed.
   *
   * @param layout the network's, with the penalties that it is trained under
   */
  public float[] theta(Network network, Layout layout, long seed) {
    float[] theta = new float[layout.size()];
    List<Block> blocks = layout.blocks();
    for (int b = 0; b < blocks.size(); b++) {
      network.fills().get(b).fill(theta, blocks.get(b), this, new Rng(seed, b));
    }
    return theta;
  }
}

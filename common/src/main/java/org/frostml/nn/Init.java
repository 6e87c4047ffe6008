package org.frostml.nn;

import java.util.List;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Grouping;
import org.frostml.sparse.Layout;

/**
 * Sparse Kaiming initialisation (Bungert et al., JMLR 23, 2022, section 4): normal weights of
 * deviation {@code gain * sqrt(2 / (rho * fanIn))} under a Bernoulli(rho) mask, and non-negative
 * biases that keep ReLUs alive. Layers choose what their blocks take of it.
 *
 * <p>Where whole groups live or die they begin so. A mask of single weights would give every group
 * some: they would all live, most of them beyond the density that is aimed at, and the first fine
 * step would leave those with the largest first weights, which is to say those of the narrowest
 * layers, and none of a wide one.
 *
 * @param rho share of non-zero weights, or groups, in regularised blocks, in (0, 1]
 * @param gain scale of the weights; 1 preserves the variance of activations
 * @param bias biases are uniform in [0, bias / sqrt(fanIn))
 * @param grouping which weights begin together
 */
public record Init(double rho, double gain, double bias, Grouping grouping) {
  /** Of weights that are drawn one by one. */
  public Init(double rho, double gain, double bias) {
    this(rho, gain, bias, Grouping.WEIGHTS);
  }

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

  /** All rows of the last layer: every class has its output. */
  private Init ofOutputs() {
    return new Init(1, gain, bias, grouping);
  }

  /** What is not regularised is dense from the start. */
  double share(Block block) {
    return block.isSparse() ? rho : 1;
  }

  /** Groups of a block that are there at the start. */
  int alive(Block block) {
    return (int) Math.max(1, Math.round(share(block) * grouping.count(block)));
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
    int last = 0;
    for (int b = 0; b < blocks.size(); b++) {
      last = blocks.get(b).isWeight() ? b : last;
    }
    // The first layer has all features; those after it what lives of the one before.
    double live = 1;
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      Init init = b == last && grouping == Grouping.ROWS ? ofOutputs() : this;
      network.fills().get(b).fill(theta, block, init, live, new Rng(seed, b));
      if (block.isWeight()) {
        live = (double) alive(block) / grouping.count(block);
      }
    }
    return theta;
  }
}

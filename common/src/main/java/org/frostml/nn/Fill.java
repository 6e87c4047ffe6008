package org.frostml.nn;

import java.io.Serializable;
import java.util.Arrays;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;

/** The first values of a block, as its layer wants them under what {@link Init} says of all. */
sealed interface Fill extends Serializable {
  /** Fills the block's place in theta, which is all zeros. */
  void fill(float[] theta, Block block, Init init, Rng rng);

  /** Normal of deviation {@code gain * sqrt(2 / (rho * fanIn))} under a Bernoulli(rho) mask. */
  record Kaiming(int fanIn) implements Fill {
    @Override
    public void fill(float[] theta, Block block, Init init, Rng rng) {
      // What is not regularised is dense from the start.
      double share = block.isSparse() ? init.rho() : 1;
      double deviation = init.gain() * Math.sqrt(2 / (share * fanIn));
      for (int j = block.offset(); j < block.end(); j++) {
        if (rng.nextDouble() < share) {
          theta[j] = (float) (deviation * rng.nextGaussian());
        }
      }
    }
  }

  /** Uniform in [0, bias / sqrt(fanIn)). */
  record Bias(int fanIn) implements Fill {
    @Override
    public void fill(float[] theta, Block block, Init init, Rng rng) {
      double bound = init.bias() / Math.sqrt(fanIn);
      for (int j = block.offset(); j < block.end(); j++) {
        theta[j] = (float) rng.nextDouble(0, bound);
      }
    }
  }

  /** One value. */
  record Constant(float value) implements Fill {
    @Override
    public void fill(float[] theta, Block block, Init init, Rng rng) {
      Arrays.fill(theta, block.offset(), block.end(), value);
    }
  }
}

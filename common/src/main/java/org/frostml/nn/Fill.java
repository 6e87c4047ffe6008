package org.frostml.nn;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Grouping;

/** The first values of a block, as its layer wants them under what {@link Init} says of all. */
sealed interface Fill extends Serializable {
  /**
   * Fills the block's place in theta, which is all zeros.
   *
   * @param live the share of the inputs that are there, where groups are rows
   */
  void fill(float[] theta, Block block, Init init, double live, Rng rng);

  /**
   * Normal of deviation {@code gain * sqrt(2 / (share * fanIn))}, share being that of the inputs of
   * a unit that are there, under a Bernoulli(rho) mask of the weights; or under one of their
   * groups, of which the share rho is there, and one at least: of few groups a Bernoulli mask would
   * often leave none.
   */
  record Kaiming(int fanIn) implements Fill {
    @Override
    public void fill(float[] theta, Block block, Init init, double live, Rng rng) {
      Grouping grouping = init.grouping();
      double share = init.share(block);
      int groups = grouping.count(block);
      int left = init.alive(block);
      // A whole row has all inputs.
      double inputs = grouping == Grouping.ROWS ? live : share;
      double deviation = init.gain() * Math.sqrt(2 / (inputs * fanIn));
      BitSet alive = new BitSet();
      int seen = 0;
      for (int place = 0; place < block.size(); place++) {
        int group = grouping.of(block, place);
        if (group == seen) {
          // Of groups every set of so many is as likely (Knuth, volume 2, algorithm S).
          boolean lives =
              grouping == Grouping.WEIGHTS
                  ? rng.nextDouble() < share
                  : rng.nextInt(groups - seen) < left;
          left -= lives ? 1 : 0;
          alive.set(seen++, lives);
        }
        if (alive.get(group)) {
          theta[block.offset() + place] = (float) (deviation * rng.nextGaussian());
        }
      }
    }
  }

  /** Uniform in [0, bias / sqrt(fanIn)). */
  record Bias(int fanIn) implements Fill {
    @Override
    public void fill(float[] theta, Block block, Init init, double live, Rng rng) {
      double bound = init.bias() / Math.sqrt(fanIn);
      for (int j = block.offset(); j < block.end(); j++) {
        theta[j] = (float) rng.nextDouble(0, bound);
      }
    }
  }

  /** One value. */
  record Constant(float value) implements Fill {
    @Override
    public void fill(float[] theta, Block block, Init init, double live, Rng rng) {
      Arrays.fill(theta, block.offset(), block.end(), value);
    }
  }
}

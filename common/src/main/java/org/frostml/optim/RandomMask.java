package org.frostml.optim;

import java.io.Serializable;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * A mask drawn at random, as sparse training begins with: so many weights of every block, each set
 * of them as likely, with all that is not sparse.
 *
 * @param density active weights / weights, in (0, 1]
 * @param layers how the density is spread over them
 */
public record RandomMask(double density, SparsityDistribution layers, long seed)
    implements Serializable {
  /** What its random streams begin with, so that no other of the seed's is the same. */
  private static final long MASKS = 0x6d61736b;

  public RandomMask {
    DensityControl.requireDensity(density);
  }

  /** The mask. */
  Support on(Layout layout) {
    int[] counts = layers.counts(layout, density);
    float[] marks = new float[layout.size()];
    for (int b = 0; b < counts.length; b++) {
      Block block = layout.blocks().get(b);
      Rng rng = new Rng(MASKS, seed, b);
      int wanted = block.isSparse() ? counts[b] : 0;
      for (int j = block.offset(); wanted > 0; j++) {
        // With what is left to draw from, every set is as likely (Knuth, volume 2, algorithm S).
        if (rng.nextInt(block.end() - j) < wanted) {
          marks[j] = 1;
          wanted--;
        }
      }
    }
    return Support.above(layout, 0, marks, 0);
  }

  /** Random numbers for what replaces a block's weights in the mask of a version. */
  Rng replacements(int b, long version) {
    return new Rng(MASKS, seed, b, version);
  }
}

package org.frostml.optim;

import java.util.Arrays;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;

/** How a density is spread over the layers of a network whose mask is not learnt as a whole. */
public enum Spread {
  /** The same density in every layer. */
  UNIFORM {
    @Override
    double share(Block block) {
      return block.size();
    }
  },
  /**
   * Densities proportional to (rows + columns) / (rows columns), at most 1 (Mocanu et al., 2018).
   */
  ERDOS_RENYI {
    @Override
    double share(Block block) {
      return block.rows() + block.cols();
    }
  };

  /** What a layer's number of active weights is proportional to. */
  abstract double share(Block block);

  /**
   * Active weights of every block, together floor(density * weights); 0 for those that are not
   * sparse.
   */
  int[] counts(Layout layout, double density) {
    int blocks = layout.blocks().size();
    int left = DensityControl.keep(density, layout.weights());
    int[] counts = new int[blocks];
    boolean[] done = new boolean[blocks];
    Arrays.setAll(counts, b -> 0);
    for (boolean full = true; full; ) {
      full = false;
      double sum = 0;
      for (int b = 0; b < blocks; b++) {
        Block block = layout.blocks().get(b);
        done[b] |= !block.isSparse();
        sum += done[b] ? 0 : share(block);
      }
      int free = left;
      for (int b = 0; b < blocks; b++) {
        Block block = layout.blocks().get(b);
        if (!done[b]) {
          counts[b] = (int) (free * share(block) / sum);
          if (counts[b] >= block.size()) {
            counts[b] = block.size();
            done[b] = true;
            left -= block.size();
            full = true;
          }
        }
      }
    }
    return topUp(layout, counts, DensityControl.keep(density, layout.weights()));
  }

  /** Gives what rounding has left over to the first blocks with room, one weight each in turn. */
  private static int[] topUp(Layout layout, int[] counts, int total) {
    int left = total - Arrays.stream(counts).sum();
    while (left > 0) {
      for (int b = 0; b < counts.length && left > 0; b++) {
        Block block = layout.blocks().get(b);
        if (block.isSparse() && counts[b] < block.size()) {
          counts[b]++;
          left--;
        }
      }
    }
    return counts;
  }
}

package org.frostml.optim;

import java.util.Arrays;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;

/** How a density is spread over the layers of a network whose mask is not learnt as a whole. */
public enum SparsityDistribution {
  /** The same density in every layer. */
  UNIFORM {
    @Override
    double share(Block block) {
      return block.size();
    }
  },
  /**
   * Densities proportional to (rows + columns) / (rows columns), at most 1 (Mocanu et al., 2018);
   * of a convolution with k x k kernels, to (outputs + inputs + 2 k) / (outputs inputs k^2), which
   * is RigL's Erdos-Renyi-Kernel (Evci et al., ICML 2020).
   */
  ERDOS_RENYI {
    @Override
    double share(Block block) {
      double sides = block.isOfKernels() ? 2 * Math.sqrt(block.window()) : 0;
      return block.rows() + block.inputs() + sides;
    }
  },
  /** Densities proportional to 1 / the layer's factor of lambda, at most 1. */
  FACTORS {
    @Override
    double share(Block block) {
      return block.size() / (double) block.penalty();
    }
  };

  /** What a layer's number of active weights is proportional to. */
  abstract double share(Block block);

  /**
   * Active weights of every block, together floor(density * weights), and at least one each where
   * these are as many as blocks; 0 for those that are not sparse.
   */
  int[] counts(Layout layout, double density) {
    int[] room =
        layout.blocks().stream().mapToInt(block -> block.isSparse() ? block.size() : 0).toArray();
    return counts(layout, density, room);
  }

  /**
   * The same where blocks have room for so many weights only, so that together they may have fewer.
   *
   * @param room of every block; 0 for those that are not sparse
   */
  int[] counts(Layout layout, double density, int[] room) {
    int blocks = layout.blocks().size();
    int total = Math.min(DensityControl.keep(density, layout.weights()), Arrays.stream(room).sum());
    int left = total;
    int[] counts = new int[blocks];
    boolean[] done = new boolean[blocks];
    for (boolean full = true; full; ) {
      full = false;
      double sum = 0;
      for (int b = 0; b < blocks; b++) {
        Block block = layout.blocks().get(b);
        done[b] |= room[b] == 0;
        sum += done[b] ? 0 : share(block);
      }
      int free = left;
      for (int b = 0; b < blocks; b++) {
        Block block = layout.blocks().get(b);
        if (!done[b]) {
          counts[b] = (int) (free * share(block) / sum);
          if (counts[b] >= room[b]) {
            counts[b] = room[b];
            done[b] = true;
            left -= room[b];
            full = true;
          }
        }
      }
    }
    return topUp(fromNone(counts, room, total), room, total);
  }

  /** A weight for every block with room, as far as there are, of the largest where none is left. */
  private static int[] fromNone(int[] counts, int[] room, int total) {
    int left = total - Arrays.stream(counts).sum();
    for (int b = 0; b < counts.length; b++) {
      if (counts[b] == 0 && room[b] > 0) {
        int largest = 0;
        for (int a = 1; a < counts.length; a++) {
          largest = counts[a] > counts[largest] ? a : largest;
        }
        if (left > 0) {
          left--;
          counts[b] = 1;
        } else if (counts[largest] > 1) {
          counts[largest]--;
          counts[b] = 1;
        }
      }
    }
    return counts;
  }

  /** Gives what rounding has left over to the first blocks with room, one weight each in turn. */
  private static int[] topUp(int[] counts, int[] room, int total) {
    int left = total - Arrays.stream(counts).sum();
    while (left > 0) {
      for (int b = 0; b < counts.length && left > 0; b++) {
        if (counts[b] < room[b]) {
          counts[b]++;
          left--;
        }
      }
    }
    return counts;
  }
}

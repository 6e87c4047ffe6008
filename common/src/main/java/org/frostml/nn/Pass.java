package org.frostml.nn;

import org.frostml.kernel.Kernels;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Weights;

/**
 * One batch on its way through the network: what every layer needs beside its own activations.
 *
 * @param width columns of every activation
 * @param examples columns that count; the surplus ones are padding
 * @param gradient what the pass adds to; null when it only scores
 * @param scratch one float for every coordinate of the support, free for any layer to use
 */
record Pass(
    Kernels kernels, Weights weights, int width, int examples, Gradient gradient, float[] scratch) {
  /** Counts that many multiply-adds for each example. */
  void count(long multiplyAdds) {
    if (gradient != null) {
      gradient.addFlops(multiplyAdds, examples);
    }
  }
}

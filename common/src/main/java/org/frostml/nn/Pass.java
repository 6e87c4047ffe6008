package org.frostml.nn;

import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;

/**
 * One batch on its way through the network: what every layer needs beside its own activations.
 *
 * @param gradient what the pass adds to; null when it only scores
 * @param moments what batch norms, and a layer that whitens, add theirs to; null when nobody asks
 */
record Pass(
    Kernels kernels, Team team, Weights weights, Tape tape, Gradient gradient, MomentSums moments) {
  /** One that only scores. */
  static Pass forward(Kernels kernels, Team team, Weights weights, Tape tape) {
    return new Pass(kernels, team, weights, tape, null, null);
  }

  /** Whether a block is so full that its zeros are better multiplied than passed over. */
  boolean runsDense(int block) {
    return weights.support().density(block) >= kernels.crossover();
  }

  /** Counts that many multiply-adds for each example. */
  void count(long multiplyAdds) {
    countAll(multiplyAdds * tape.examples());
  }

  /** Counts that many multiply-adds for all examples together. */
  void countAll(long multiplyAdds) {
    if (gradient != null) {
      gradient.add(new Work(Score.NONE, 2 * multiplyAdds));
    }
  }
}

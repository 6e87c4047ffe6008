package org.frostml.optim;

import java.util.function.Supplier;
import org.frostml.sparse.Block;

/** v of all weights, in pieces that fit the first-level cache, shared among threads. */
interface Pieces {
  /** Floats of a piece. */
  int SIZE = 4096;

  /** What one thread does with pieces, which it gets in ascending order. */
  interface Part {
    /**
     * Takes the weights [from, to) of a block.
     *
     * @param v theirs, from place 0 on, to be spoilt
     */
    void take(Block block, int from, int to, float[] v);

    /** Hands over what was found; one thread at a time. */
    void end();
  }

  /** Goes over all weights. */
  void each(Supplier<Part> parts);
}

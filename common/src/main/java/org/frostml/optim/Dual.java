package org.frostml.optim;

import org.frostml.sparse.Block;

/** v off the support: the evidence for births. What it says of weights on the support is void. */
public sealed interface Dual permits FloatDual, ByteDual {
  /** Parameters that it keeps v of: all, or none. */
  int size();

  /** v at a flat coordinate of a block. */
  float get(Block block, int coordinate);

  /** A copy, in the arrays of an earlier one, or null, where these fit. */
  Dual copy(Dual retired);

  /** v after a step, from which the next support is chosen. */
  Evidence evidence(OptimState state, Regularizer regularizer, Move move);
}

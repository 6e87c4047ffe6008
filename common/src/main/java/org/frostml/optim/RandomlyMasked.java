package org.frostml.optim;

import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/** Begins with a mask drawn at random, and keeps its density. */
sealed interface RandomlyMasked extends Masked
    permits Rigl, SparseEvolutionaryTraining, StaticMask {
  /** The first mask. */
  RandomMask start();

  @Override
  default double density() {
    return start().density();
  }

  @Override
  default double mostDensity() {
    return density();
  }

  @Override
  default Support mask(Layout layout, float[] theta0) {
    return start().on(layout);
  }
}

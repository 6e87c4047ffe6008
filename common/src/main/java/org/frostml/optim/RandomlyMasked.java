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

  /** Of every block the largest weights that are there, as many as it is to have at most. */
  @Override
  default OptimState from(Layout layout, float[] theta) {
    Support all = Support.of(layout, 0, theta);
    float[] values = all.restrict(theta);
    int[] counts = start().layers().counts(layout, density());
    float[] marks = new float[layout.size()];
    for (int b = 0; b < counts.length; b++) {
      if (layout.blocks().get(b).isSparse()) {
        int count = Math.min(counts[b], all.count(b));
        DropAndGrow.keepLargest(all, b, values, count, marks);
      }
    }
    Active active = allocate(Support.above(layout, 0, marks, 0));
    active.support().restrict(theta, active.weights.values());
    return new OptimState(active);
  }
}

package org.frostml.optim;

import java.util.List;
import java.util.stream.IntStream;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * Gradual magnitude pruning (Zhu, Gupta, arXiv 1710.01878), a baseline: a dense network loses its
 * smallest weights at fine steps, on a cubic schedule, and is fine-tuned for the rest of the run.
 *
 * @param density active weights / weights at the end, in (0, 1]
 * @param layers how the density is spread over them
 * @param from share of the run at which pruning begins, in [0, 1]
 * @param until share of the run at which the density is reached, in [from, 1]
 */
public record GradualPruning(
    MomentumStep descent, double density, SparsityDistribution layers, double from, double until)
    implements Masked {
  public GradualPruning {
    DensityControl.requireDensity(density);
    new CubicRamp(1 / density, from, until);
  }

  @Override
  public Support mask(Layout layout, float[] theta0) {
    return Support.full(layout, 0);
  }

  @Override
  public Support next(OptimState state, Gradient mean, StepContext context) {
    Support mask = state.support();
    double now = density * new CubicRamp(1 / density, from, until).at(context);
    // What rounding would give back to a layer goes to others: weights do not return.
    int[] counts = layers.counts(state.layout(), now, sparse(mask));
    float[] marks = state.zeros();
    boolean loses = false;
    for (int b = 0; b < counts.length; b++) {
      if (state.layout().blocks().get(b).isSparse()) {
        loses |= counts[b] < mask.count(b);
        DropAndGrow.keepLargest(mask, b, state.weights().values(), counts[b], marks);
      }
    }
    return loses ? Support.above(state.layout(), mask.version() + 1, marks, 0) : mask;
  }

  /** Weights of every block on the mask; 0 for blocks that are not sparse. */
  private static int[] sparse(Support mask) {
    List<Block> blocks = mask.layout().blocks();
    return IntStream.range(0, blocks.size())
        .map(b -> blocks.get(b).isSparse() ? mask.count(b) : 0)
        .toArray();
  }
}

package org.frostml.train;

import java.util.BitSet;
import org.frostml.optim.Dual;
import org.frostml.optim.OptimState;
import org.frostml.optim.Regularizer;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;

/**
 * How stationary the zeros are. A weight that stays zero through the fine steps of a window has
 * |v_K - v_0| = |sum of tau_k times what moved it|, and both duals are within lambda: so the
 * weighted mean of the gradients of fine and middle steps is at most (lambda_0 + lambda_K) / sum of
 * tau_k, however noisy they are. The duals are there, so the mean costs nothing.
 *
 * <p>For groups and penalties |v| is measured in what a weight may reach while it stays zero. Of
 * gradients that are seen in parts, those not seen count as 0.
 */
final class Certificate {
  private final Regularizer regularizer;
  private final Layout layout;
  private Dual start;
  private final BitSet moved = new BitSet();
  private double lambda;
  private double rates;
  private long epoch = -1;

  Certificate(Regularizer regularizer, OptimState state) {
    this.regularizer = regularizer;
    layout = state.layout();
    start = state.copyDual(null);
  }

  /** Takes the state after a step that may have changed the support. */
  void take(StepMetrics step, OptimState state) {
    if (step.epoch() != epoch && step.level() == Level.FINE) {
      epoch = step.epoch();
      start = state.copyDual(start);
      moved.clear();
      lambda = state.lambda();
      rates = 0;
    } else {
      rates += step.rate();
    }
    state.support().mark(moved);
  }

  /** Whether steps of the window have been taken since its first. */
  boolean isOpen() {
    return rates > 0;
  }

  /** The largest weighted mean of gradients among the weights that were zero throughout. */
  double value(OptimState state) {
    double largest = 0;
    for (Block block : layout.blocks()) {
      if (block.isSparse()) {
        double unit = regularizer.reach(block) * block.penalty();
        largest = Math.max(largest, farthest(state, block) / unit);
      }
    }
    return largest / rates;
  }

  /** How far a dual has moved at most among the weights of a block that were zero throughout. */
  private double farthest(OptimState state, Block block) {
    double farthest = 0;
    int from = moved.nextClearBit(block.offset());
    while (from < block.end()) {
      int next = moved.nextSetBit(from);
      int to = next < 0 ? block.end() : Math.min(next, block.end());
      for (int j = from; j < to; j++) {
        farthest =
            Math.max(farthest, Math.abs((double) state.offSupport(block, j) - start.get(block, j)));
      }
      from = moved.nextClearBit(to);
    }
    return farthest;
  }

  /** What {@link #value} cannot exceed. */
  double bound(OptimState state) {
    return (lambda + state.lambda()) / rates;
  }

  /** Words of {@link #save}. */
  int words() {
    return 6 + WordBuffer.of(start) + WordBuffer.ofBits(layout.size());
  }

  void save(WordBuffer out) {
    out.put(lambda).put(rates).put(epoch).put(start).put(moved, layout.size());
  }

  /** Takes over what {@link #save} put. */
  void restore(WordBuffer in) {
    lambda = in.nextDouble();
    rates = in.nextDouble();
    epoch = in.nextLong();
    start = in.next(start);
    in.next(moved, layout.size());
  }
}

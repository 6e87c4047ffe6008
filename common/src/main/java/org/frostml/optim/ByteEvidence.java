package org.frostml.optim;

import java.util.function.Supplier;
import org.frostml.sparse.Block;
import org.frostml.sparse.Support;

/**
 * v as bytes less what a step moves it by, and in floats on the support: made piece by piece
 * whenever it is asked for, so that it is rounded once, in the box of the new lambda.
 */
record ByteEvidence(OptimState state, Regularizer regularizer, ByteDual dual, Move move)
    implements Evidence, Pieces {
  private static final float[] UNSEEN = {};

  @Override
  public Marks marks() {
    return new PieceMarks(state.layout(), regularizer, this);
  }

  @Override
  public void each(Supplier<Part> parts) {
    PiecePass pass = new PiecePass(state, parts);
    each((block, from, to, g, at) -> take(pass, block, from, to, g, at));
    pass.end();
  }

  /** Takes a range of a block's weights, with their gradient if they have one. */
  private interface Range {
    void take(Block block, int from, int to, float[] g, int at);
  }

  /** Hands on all weights, in ascending order. */
  private void each(Range range) {
    int[] done = {0};
    move.seen()
        .each(
            (from, to, g, at) -> {
              byBlocks(done[0], from, UNSEEN, 0, range);
              byBlocks(from, to, g, at, range);
              done[0] = to;
            });
    byBlocks(done[0], state.layout().size(), UNSEEN, 0, range);
  }

  private void byBlocks(int from, int to, float[] g, int at, Range range) {
    for (Block block : state.layout().blocks()) {
      int first = Math.max(from, block.offset());
      int last = Math.min(to, block.end());
      if (block.isSparse() && first < last) {
        range.take(block, first, last, g, at + first - from);
      }
    }
  }

  private void take(PiecePass pass, Block block, int from, int to, float[] g, int at) {
    pass.take(
        block,
        from,
        to,
        (first, count, piece) -> values(block, first, count, g, at + first - from, piece));
  }

  /** v of a piece. */
  private void values(Block block, int from, int count, float[] g, int at, float[] piece) {
    byte[] q = dual.bytes();
    float unit = dual.unit(block);
    for (int i = 0; i < count; i++) {
      piece[i] = q[from + i] * unit;
    }
    if (g != UNSEEN) {
      for (int i = 0; i < count; i++) {
        piece[i] -= move.rate() * g[at + i];
      }
    }
    Support support = state.support();
    int end = support.position(from + count);
    for (int k = support.position(from); k < end; k++) {
      piece[support.coordinate(k) - from] = state.active.dual[k];
    }
  }

  @Override
  public void restrict(Support after, float[] dual) {
    each(
        () ->
            new Part() {
              @Override
              public void take(Block block, int from, int to, float[] v) {
                int end = after.position(to);
                for (int k = after.position(from); k < end; k++) {
                  dual[k] = v[after.coordinate(k) - from];
                }
              }

              @Override
              public void end() {}
            });
    // What is never zero has no byte.
    Support before = state.support();
    for (int b = 0; b < state.layout().blocks().size(); b++) {
      if (!state.layout().blocks().get(b).isSparse()) {
        System.arraycopy(state.active.dual, before.from(b), dual, after.from(b), before.count(b));
      }
    }
  }

  @Override
  public void settle(Support after, float lambda) {
    float next = dual.unitFor(lambda);
    long key = ByteDual.key(move.rule().duals().seed(), state.active.steps);
    boolean anew = next != dual.unit();
    PiecePass pass = new PiecePass(state, () -> new Rounding(next, key));
    each(
        (block, from, to, g, at) -> {
          if (anew || g != UNSEEN) {
            take(pass, block, from, to, g, at);
          } else {
            died(block, from, to, key);
          }
        });
    pass.end();
    dual.setUnit(next);
  }

  /** Rounds what was on the support, where nothing else has moved. */
  private void died(Block block, int from, int to, long key) {
    Support support = state.support();
    int end = support.position(to);
    for (int k = support.position(from); k < end; k++) {
      dual.set(support.coordinate(k), state.active.dual[k], dual.unit(block), key);
    }
  }

  /** Rounds pieces. */
  private final class Rounding implements Part {
    private final float unit;
    private final long key;

    Rounding(float unit, long key) {
      this.unit = unit;
      this.key = key;
    }

    @Override
    public void take(Block block, int from, int to, float[] v) {
      float scale = unit * block.penalty();
      for (int j = from; j < to; j++) {
        dual.set(j, v[j - from], scale, key);
      }
    }

    @Override
    public void end() {}
  }
}

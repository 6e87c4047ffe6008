package org.frostml.optim;

import java.util.function.Supplier;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/** v in an array, with that on the support in its places. */
record FloatEvidence(OptimState state, Regularizer regularizer, float[] v)
    implements Evidence, Pieces {
  @Override
  public Marks marks() {
    Layout layout = state.layout();
    if (!regularizer.byGroups()) {
      return new PieceMarks(layout, regularizer, this);
    }
    // A group may be any weights of its block.
    float[] marks = state.scratch();
    state.shareOf(
        layout.weights(),
        layout.blocks().size(),
        (from, to) -> {
          for (Block block : layout.blocks().subList(from, to)) {
            if (block.isSparse()) {
              regularizer.marks(v, RowRanges.of(block), marks);
            }
          }
        });
    return Marks.of(layout, marks);
  }

  @Override
  public void each(Supplier<Part> parts) {
    PiecePass pass = new PiecePass(state, parts);
    for (Block block : state.layout().blocks()) {
      if (block.isSparse()) {
        pass.take(
            block,
            block.offset(),
            block.end(),
            (from, count, piece) -> System.arraycopy(v, from, piece, 0, count));
      }
    }
    pass.end();
  }

  @Override
  public void restrict(Support after, float[] dual) {
    after.restrict(v, dual);
  }

  @Override
  public void settle(Support after, float lambda) {}
}

package org.frostml.optim;

import java.util.function.Supplier;
import org.frostml.sparse.Block;

/** One pass over all weights: ranges that are many weights are shared among a state's threads. */
final class PiecePass {
  private final OptimState state;
  private final Supplier<Pieces.Part> parts;

  /** What the caller's thread does with ranges of few weights. */
  private Pieces.Part mine;

  private float[] piece;

  PiecePass(OptimState state, Supplier<Pieces.Part> parts) {
    this.state = state;
    this.parts = parts;
  }

  /** Writes v of so many weights, from a flat coordinate on, into a piece. */
  interface Source {
    void read(int from, int count, float[] piece);
  }

  /** Takes the weights [from, to) of a block. */
  void take(Block block, int from, int to, Source source) {
    if (!state.isMany(to - from)) {
      if (mine == null) {
        mine = parts.get();
        piece = new float[Pieces.SIZE];
      }
      take(block, from, to, source, mine, piece);
      return;
    }
    state.share(
        to - from,
        (first, last) -> {
          Pieces.Part part = parts.get();
          take(block, from + first, from + last, source, part, new float[Pieces.SIZE]);
          state.alone(part::end);
        });
  }

  private static void take(
      Block block, int from, int to, Source source, Pieces.Part part, float[] piece) {
    for (int first = from; first < to; first += Pieces.SIZE) {
      int last = Math.min(to, first + Pieces.SIZE);
      source.read(first, last - first, piece);
      part.take(block, first, last, piece);
    }
  }

  /** Ends the pass, once. */
  void end() {
    if (mine != null) {
      mine.end();
    }
  }
}

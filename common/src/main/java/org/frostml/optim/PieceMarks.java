package org.frostml.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * Marks that are made anew whenever they are asked for, of a regularizer that goes by single
 * weights: an array of them would be as large as that of v.
 */
record PieceMarks(Layout layout, Regularizer regularizer, Pieces pieces) implements Marks {
  @Override
  public float magnitude(int above) {
    return Selection.magnitude(
        layout.weights(),
        above,
        (histogram, bin) -> pieces.each(() -> new Histogram(histogram, bin)));
  }

  @Override
  public int countAbove(float bound) {
    int[] sum = {0};
    pieces.each(() -> new Above(bound, found -> sum[0] += found.length));
    return sum[0];
  }

  @Override
  public Support above(long version, float bound) {
    List<int[]> parts = new ArrayList<>();
    pieces.each(() -> new Above(bound, parts::add));
    int count = layout.size() - layout.weights();
    for (int[] part : parts) {
      count += part.length;
    }
    int[] all = new int[count];
    int at = 0;
    for (Block block : layout.blocks()) {
      for (int j = block.offset(); j < block.end() && !block.isSparse(); j++) {
        all[at++] = j;
      }
    }
    for (int[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    // Threads end in any order.
    Arrays.sort(all);
    return Support.at(layout, version, all);
  }

  /** Turns the v of a piece into its marks. */
  private void mark(Block block, int count, float[] v) {
    regularizer.marks(v, RowRanges.range(0, count, block.penalty()), v);
  }

  /** Counts one thread's marks. */
  private final class Histogram implements Pieces.Part {
    private final int[] total;
    private final int bin;
    private final int[] mine;

    Histogram(int[] total, int bin) {
      this.total = total;
      this.bin = bin;
      mine = new int[total.length];
    }

    @Override
    public void take(Block block, int from, int to, float[] v) {
      mark(block, to - from, v);
      Selection.count(v, 0, to - from, mine, bin);
    }

    @Override
    public void end() {
      for (int i = 0; i < mine.length; i++) {
        total[i] += mine[i];
      }
    }
  }

  /** Collects one thread's weights above a bound. */
  private final class Above implements Pieces.Part {
    private final float bound;
    private final Consumer<int[]> found;
    private int[] coordinates = new int[Pieces.SIZE];
    private int count;

    Above(float bound, Consumer<int[]> found) {
      this.bound = bound;
      this.found = found;
    }

    @Override
    public void take(Block block, int from, int to, float[] v) {
      mark(block, to - from, v);
      if (coordinates.length < count + to - from) {
        coordinates = Arrays.copyOf(coordinates, 2 * count + to - from);
      }
      for (int i = 0; i < to - from; i++) {
        coordinates[count] = from + i;
        count += Layout.isAbove(v[i], bound) ? 1 : 0;
      }
    }

    @Override
    public void end() {
      found.accept(Arrays.copyOf(coordinates, count));
    }
  }
}

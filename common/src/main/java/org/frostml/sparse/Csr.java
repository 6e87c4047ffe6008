package org.frostml.sparse;

import java.util.Arrays;

/**
 * The support of every weight block in CSR, and its transpose, ready for the kernels.
 *
 * <p>By rows, positions are the support's own: position p of {@link #column} belongs to {@code
 * values[p]}, and all blocks share one array. The transpose lists a block's non-zeros by column,
 * and counts from 0 in every block: its position q stands for position {@code source[q]}, so that
 * {@link #transpose a copy of values} is as long as the block has non-zeros. Built once for a
 * support, that is once a cycle.
 */
public final class Csr {
  private final int[][] rowPtr;
  private final int[] column;
  private final int[][] colPtr;
  private final int[][] row;
  private final int[][] source;
  private final int[][] columns;

  Csr(Support support) {
    Layout layout = support.layout();
    int blocks = layout.blocks().size();
    rowPtr = new int[blocks][];
    colPtr = new int[blocks][];
    column = new int[support.size()];
    row = new int[blocks][];
    source = new int[blocks][];
    columns = new int[blocks][];
    for (int b = 0; b < blocks; b++) {
      if (layout.blocks().get(b).isMatrix()) {
        index(b, layout.blocks().get(b), support);
      }
    }
  }

  private void index(int b, Block block, Support support) {
    int from = support.from(b);
    int to = support.from(b + 1);
    int[] rows = new int[block.rows() + 1];
    int[] cols = new int[block.cols() + 1];
    int r = 0;
    int begin = block.offset();
    for (int p = from; p < to; p++) {
      // Coordinates ascend, so rows do, and no division is needed.
      for (; support.coordinate(p) >= begin + block.cols(); begin += block.cols()) {
        r++;
      }
      column[p] = support.coordinate(p) - begin;
      rows[r + 1]++;
      cols[column[p] + 1]++;
    }
    rowPtr[b] = runningSum(rows, from);
    columns[b] = occupied(cols);
    colPtr[b] = runningSum(cols, 0);
    row[b] = new int[to - from];
    source[b] = new int[to - from];
    // Rows are visited in ascending order, so every column of the transpose is ascending too.
    int[] next = colPtr[b].clone();
    for (r = 0; r < block.rows(); r++) {
      for (int p = rowPtr[b][r]; p < rowPtr[b][r + 1]; p++) {
        int q = next[column[p]]++;
        row[b][q] = r;
        source[b][q] = p;
      }
    }
  }

  /** The columns of which {@code counts[1 + column]} is not 0. */
  private static int[] occupied(int[] counts) {
    int[] occupied = new int[counts.length - 1];
    int count = 0;
    for (int c = 0; c < occupied.length; c++) {
      occupied[count] = c;
      count += counts[c + 1] > 0 ? 1 : 0;
    }
    return Arrays.copyOf(occupied, count);
  }

  private static int[] runningSum(int[] counts, int from) {
    counts[0] = from;
    for (int i = 1; i < counts.length; i++) {
      counts[i] += counts[i - 1];
    }
    return counts;
  }

  /** Row pointers of block b, absolute; rows + 1 of them. */
  public int[] rowPtr(int b) {
    return rowPtr[b];
  }

  /** The column of every position. */
  public int[] column() {
    return column;
  }

  /** Column pointers of block b's transpose, from 0 on; cols + 1 of them. */
  public int[] colPtr(int b) {
    return colPtr[b];
  }

  /** The row of every position of block b's transpose. */
  public int[] row(int b) {
    return row[b];
  }

  /** The columns of block b that have non-zeros, ascending. */
  public int[] columns(int b) {
    return columns[b];
  }

  /** The position that every position of block b's transpose stands for. */
  public int[] source(int b) {
    return source[b];
  }

  /** Copies block b's values, of those of the support, into the transpose's order. */
  public void transpose(int b, float[] values, float[] transposed) {
    int[] from = source[b];
    for (int q = 0; q < from.length; q++) {
      transposed[q] = values[from[q]];
    }
  }
}

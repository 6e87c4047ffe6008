package org.frostml.kernel;

import static org.frostml.kernel.VectorFold.CHUNK;
import static org.frostml.kernel.VectorFold.slot;

import java.util.Arrays;

/**
 * The sums of a sparse weight gradient while they are made: {@link Kernels#LANES} partial sums of
 * every non-zero of some rows. Of a small block all of these fit the second-level cache and may
 * wait there for the end; of a large one they would not, so that a chunk in the first-level cache
 * is added up now and then.
 */
final class DotSums {
  private final int from;
  private final int to;
  private final int[][] cuts;
  private final float[] s = VectorFold.room();
  private int firstRow;
  private int endRow;
  private int[] starts;
  private int[] ends;

  /** The first position of the first of these rows, and the end of the last. */
  private int begin;

  private int end;

  /**
   * @param cuts of the positions of row r, {@code cuts[k][r]} to {@code cuts[k + 1][r]} go together
   */
  DotSums(int from, int to, int[][] cuts) {
    this.from = from;
    this.to = to;
    this.cuts = cuts;
  }

  /** What adds to the partial sums of the rows that are in hand. */
  interface Products {
    /**
     * Image rows {@code h} to {@code h + rows - 1} of a tile, whose pixels (0, 0) are at x and dy.
     */
    void rows(int x, int dy, int h, int rows);
  }

  /** What holds the partial sums: of the first position in hand from {@code slot(0)} on. */
  float[] array() {
    return s;
  }

  /** The rows in hand are this one to that before {@link #endRow}. */
  int firstRow() {
    return firstRow;
  }

  int endRow() {
    return endRow;
  }

  /** The positions in hand of a row are this one to that before {@link #last}. */
  int first(int r) {
    return r == firstRow ? begin : starts[r];
  }

  int last(int r) {
    return r == endRow - 1 ? end : ends[r];
  }

  /** Begins the sums of all rows. */
  void begin() {
    starts = cuts[0];
    ends = cuts[cuts.length - 1];
    if (from < to) {
      begin(from, to, starts[from], ends[to - 1], ends[to - 1] - starts[from]);
    }
  }

  private void begin(int firstRow, int endRow, int begin, int end, int count) {
    this.firstRow = firstRow;
    this.endRow = endRow;
    this.begin = begin;
    this.end = end;
    Arrays.fill(s, slot(0), slot(count), 0);
  }

  /** Adds the sums of all rows to g. */
  void end(float[] g) {
    for (int p = begin; p < end; p += CHUNK) {
      VectorFold.fold(Math.min(CHUNK, end - p), s, slot(p - begin), g, p);
    }
  }

  /** The sums of all rows over some image rows, panel by panel and chunk by chunk, added to g. */
  void chunks(Products products, int x, int dy, int h, int rows, float[] g) {
    for (int k = 0; k + 1 < cuts.length; k++) {
      starts = cuts[k];
      ends = cuts[k + 1];
      int r = from;
      int p = from < to ? starts[from] : 0;
      while (r < to) {
        int count = 0;
        int after = r;
        int stop = p;
        for (; after < to && count < CHUNK; after++) {
          int start = after == r ? p : starts[after];
          stop = Math.min(ends[after], start + CHUNK - count);
          count += stop - start;
        }
        begin(r, after, p, stop, count);
        products.rows(x, dy, h, rows);
        endChunk(count, g);
        r = stop < ends[after - 1] ? after - 1 : after;
        p = r < after ? stop : r < to ? starts[r] : 0;
      }
    }
  }

  private void endChunk(int count, float[] g) {
    // A chunk of several rows of a panel is not in one piece in g: it is added up beside itself.
    int sum = slot(CHUNK);
    Arrays.fill(s, sum, sum + count, 0);
    VectorFold.fold(count, s, slot(0), s, sum);
    for (int r = firstRow; r < endRow; r++) {
      int last = last(r);
      for (int p = first(r); p < last; p++) {
        g[p] += s[sum++];
      }
    }
  }
}

package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorFold.CHUNK;
import static org.frostml.kernel.VectorFold.WIDE;
import static org.frostml.kernel.VectorFold.slot;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;

import jdk.incubator.vector.FloatVector;

/**
 * Sums over the batch: the weight gradient on the support, and the gradient of a bias.
 *
 * <p>A sum runs in {@link Kernels#LANES} partial sums, column i in partial sum i mod 16, which are
 * then added as {@link VectorFold} does it. The partial sums of many dot products wait in a chunk.
 */
final class VectorDots {
  private static final float[] ZEROS = new float[LANES];

  private VectorDots() {}

  static void sddmm(
      int from, int to, int[] ptr, int[] idx, float[] t, int dy, int x, float[] g, int width) {
    float[] s = VectorFold.room();
    // Positions run on from row to row, so a chunk may hold parts of several rows.
    int begun = ptr[from];
    int filled = 0;
    for (int r = from; r < to; r++) {
      for (int p = ptr[r]; p < ptr[r + 1]; ) {
        int end = Math.min(ptr[r + 1], p + CHUNK - filled);
        dots(p, end, idx, t, dy + r * width, x, width, s, filled);
        filled += end - p;
        p = end;
        if (filled == CHUNK) {
          VectorFold.fold(filled, s, slot(0), g, begun);
          begun = p;
          filled = 0;
        }
      }
    }
    VectorFold.fold(filled, s, slot(0), g, begun);
  }

  static void rowSums(int from, int to, float[] t, int dy, float[] g, int at, int width) {
    float[] s = VectorFold.room();
    for (int r = from; r < to; r += CHUNK) {
      int rows = Math.min(CHUNK, to - r);
      for (int i = 0; i < rows; i++) {
        lanes(t, dy + (r + i) * width, width, s, slot(i));
      }
      VectorFold.fold(rows, s, slot(0), g, at + r);
    }
  }

  /** The partial sums of one row. */
  private static void lanes(float[] t, int row, int width, float[] s, int out) {
    FloatVector low = FloatVector.zero(S);
    FloatVector high = FloatVector.zero(S);
    for (int i = 0; i < width; i += LANES) {
      low = low.add(FloatVector.fromArray(S, t, row + i));
      if (!WIDE) {
        high = high.add(FloatVector.fromArray(S, t, row + i + L));
      }
    }
    low.intoArray(s, out);
    if (!WIDE) {
      high.intoArray(s, out + L);
    }
  }

  /** The partial sums of a row of dY with the rows idx[p] to idx[end - 1] of X. */
  private static void dots(
      int p, int end, int[] idx, float[] t, int row, int x, int width, float[] s, int q) {
    // The first tile's sums begin at zero, the others' where the tile before left off.
    float[] begin = ZEROS;
    int tile = 0;
    for (; tile + 8 * L <= width; tile += 8 * L) {
      if (WIDE) {
        wide8(p, end, idx, t, row + tile, x + tile, width, begin, s, q);
      } else {
        narrow8(p, end, idx, t, row + tile, x + tile, width, begin, s, q);
      }
      begin = s;
    }
    if (WIDE && tile + 4 * L <= width) {
      wide4(p, end, idx, t, row + tile, x + tile, width, begin, s, q);
      begin = s;
      tile += 4 * L;
    }
    for (; tile < width; tile += LANES) {
      if (WIDE) {
        wide1(p, end, idx, t, row + tile, x + tile, width, begin, s, q);
      } else {
        narrow2(p, end, idx, t, row + tile, x + tile, width, begin, s, q);
      }
      begin = s;
    }
  }

  /** 128 columns: dY's stay in registers. */
  private static void wide8(
      int p,
      int end,
      int[] idx,
      float[] t,
      int row,
      int x,
      int width,
      float[] begin,
      float[] s,
      int q) {
    FloatVector d0 = FloatVector.fromArray(S, t, row);
    FloatVector d1 = FloatVector.fromArray(S, t, row + L);
    FloatVector d2 = FloatVector.fromArray(S, t, row + 2 * L);
    FloatVector d3 = FloatVector.fromArray(S, t, row + 3 * L);
    FloatVector d4 = FloatVector.fromArray(S, t, row + 4 * L);
    FloatVector d5 = FloatVector.fromArray(S, t, row + 5 * L);
    FloatVector d6 = FloatVector.fromArray(S, t, row + 6 * L);
    FloatVector d7 = FloatVector.fromArray(S, t, row + 7 * L);
    for (; p < end; p++, q++) {
      int out = slot(q);
      int from = begin == ZEROS ? 0 : out;
      int in = x + idx[p] * width;
      FloatVector a =
          d0.fma(FloatVector.fromArray(S, t, in), FloatVector.fromArray(S, begin, from));
      a = d1.fma(FloatVector.fromArray(S, t, in + L), a);
      a = d2.fma(FloatVector.fromArray(S, t, in + 2 * L), a);
      a = d3.fma(FloatVector.fromArray(S, t, in + 3 * L), a);
      a = d4.fma(FloatVector.fromArray(S, t, in + 4 * L), a);
      a = d5.fma(FloatVector.fromArray(S, t, in + 5 * L), a);
      a = d6.fma(FloatVector.fromArray(S, t, in + 6 * L), a);
      a = d7.fma(FloatVector.fromArray(S, t, in + 7 * L), a);
      a.intoArray(s, out);
    }
  }

  private static void wide4(
      int p,
      int end,
      int[] idx,
      float[] t,
      int row,
      int x,
      int width,
      float[] begin,
      float[] s,
      int q) {
    FloatVector d0 = FloatVector.fromArray(S, t, row);
    FloatVector d1 = FloatVector.fromArray(S, t, row + L);
    FloatVector d2 = FloatVector.fromArray(S, t, row + 2 * L);
    FloatVector d3 = FloatVector.fromArray(S, t, row + 3 * L);
    for (; p < end; p++, q++) {
      int out = slot(q);
      int from = begin == ZEROS ? 0 : out;
      int in = x + idx[p] * width;
      FloatVector a =
          d0.fma(FloatVector.fromArray(S, t, in), FloatVector.fromArray(S, begin, from));
      a = d1.fma(FloatVector.fromArray(S, t, in + L), a);
      a = d2.fma(FloatVector.fromArray(S, t, in + 2 * L), a);
      a = d3.fma(FloatVector.fromArray(S, t, in + 3 * L), a);
      a.intoArray(s, out);
    }
  }

  private static void wide1(
      int p,
      int end,
      int[] idx,
      float[] t,
      int row,
      int x,
      int width,
      float[] begin,
      float[] s,
      int q) {
    FloatVector d = FloatVector.fromArray(S, t, row);
    for (; p < end; p++, q++) {
      int out = slot(q);
      int from = begin == ZEROS ? 0 : out;
      d.fma(FloatVector.fromArray(S, t, x + idx[p] * width), FloatVector.fromArray(S, begin, from))
          .intoArray(s, out);
    }
  }

  /** 64 columns on registers of half the lanes: low and high partial sums take turns. */
  private static void narrow8(
      int p,
      int end,
      int[] idx,
      float[] t,
      int row,
      int x,
      int width,
      float[] begin,
      float[] s,
      int q) {
    FloatVector d0 = FloatVector.fromArray(S, t, row);
    FloatVector d1 = FloatVector.fromArray(S, t, row + L);
    FloatVector d2 = FloatVector.fromArray(S, t, row + 2 * L);
    FloatVector d3 = FloatVector.fromArray(S, t, row + 3 * L);
    FloatVector d4 = FloatVector.fromArray(S, t, row + 4 * L);
    FloatVector d5 = FloatVector.fromArray(S, t, row + 5 * L);
    FloatVector d6 = FloatVector.fromArray(S, t, row + 6 * L);
    FloatVector d7 = FloatVector.fromArray(S, t, row + 7 * L);
    for (; p < end; p++, q++) {
      int out = slot(q);
      int from = begin == ZEROS ? 0 : out;
      int in = x + idx[p] * width;
      FloatVector a =
          d0.fma(FloatVector.fromArray(S, t, in), FloatVector.fromArray(S, begin, from));
      FloatVector b =
          d1.fma(FloatVector.fromArray(S, t, in + L), FloatVector.fromArray(S, begin, from + L));
      a = d2.fma(FloatVector.fromArray(S, t, in + 2 * L), a);
      b = d3.fma(FloatVector.fromArray(S, t, in + 3 * L), b);
      a = d4.fma(FloatVector.fromArray(S, t, in + 4 * L), a);
      b = d5.fma(FloatVector.fromArray(S, t, in + 5 * L), b);
      a = d6.fma(FloatVector.fromArray(S, t, in + 6 * L), a);
      b = d7.fma(FloatVector.fromArray(S, t, in + 7 * L), b);
      a.intoArray(s, out);
      b.intoArray(s, out + L);
    }
  }

  private static void narrow2(
      int p,
      int end,
      int[] idx,
      float[] t,
      int row,
      int x,
      int width,
      float[] begin,
      float[] s,
      int q) {
    FloatVector d0 = FloatVector.fromArray(S, t, row);
    FloatVector d1 = FloatVector.fromArray(S, t, row + L);
    for (; p < end; p++, q++) {
      int out = slot(q);
      int from = begin == ZEROS ? 0 : out;
      int in = x + idx[p] * width;
      d0.fma(FloatVector.fromArray(S, t, in), FloatVector.fromArray(S, begin, from))
          .intoArray(s, out);
      d1.fma(FloatVector.fromArray(S, t, in + L), FloatVector.fromArray(S, begin, from + L))
          .intoArray(s, out + L);
    }
  }
}

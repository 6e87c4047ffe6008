package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Sums over the batch: the weight gradient on the support, and the gradient of a bias.
 *
 * <p>A sum runs in {@link Kernels#LANES} partial sums, column i in partial sum i mod 16, which are
 * then added as a tree: those 8 apart, 4 apart, 2 apart, neighbours. So the bits are the same on
 * registers of 512 and of 256 bits; {@code reduceLanes} may add in any order, and changes it once
 * compiled. The partial sums of many dot products wait in a chunk, because folding 16 of them at a
 * time leaves no lane idle: a horizontal sum each would cost as much as the dot product.
 */
final class VectorDots {
  /** Dot products folded together; a multiple of 16. Their partial sums fill 8 KiB. */
  private static final int CHUNK = 128;

  private static final boolean WIDE = L == LANES;
  private static final VectorMask<Float> M8 = lanesWithBit(8);
  private static final VectorMask<Float> M4 = lanesWithBit(4);
  private static final VectorMask<Float> M2 = lanesWithBit(2);
  private static final VectorMask<Float> M1 = lanesWithBit(1);
  private static final VectorShuffle<Float> X8 = VectorShuffle.fromOp(S, i -> i ^ L / 2);
  private static final VectorShuffle<Float> X4 = VectorShuffle.fromOp(S, i -> i ^ 4);
  private static final VectorShuffle<Float> X2 = VectorShuffle.fromOp(S, i -> i ^ 2);
  private static final VectorShuffle<Float> X1 = VectorShuffle.fromOp(S, i -> i ^ 1);

  private static final float[] ZEROS = new float[LANES];
  private static final ThreadLocal<float[]> PARTIAL =
      ThreadLocal.withInitial(() -> Aligned.allocate(CHUNK * LANES));

  private VectorDots() {}

  private static VectorMask<Float> lanesWithBit(int bit) {
    boolean[] set = new boolean[L];
    for (int i = 0; i < L; i++) {
      set[i] = (i & bit) != 0;
    }
    return VectorMask.fromArray(S, set, 0);
  }

  static void sddmm(
      int from, int to, int[] ptr, int[] idx, float[] t, int dy, int x, float[] g, int width) {
    float[] s = PARTIAL.get();
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
          fold(filled, s, g, begun);
          begun = p;
          filled = 0;
        }
      }
    }
    fold(filled, s, g, begun);
  }

  static void rowSums(int from, int to, float[] t, int dy, float[] g, int at, int width) {
    float[] s = PARTIAL.get();
    for (int r = from; r < to; r += CHUNK) {
      int rows = Math.min(CHUNK, to - r);
      for (int i = 0; i < rows; i++) {
        lanes(t, dy + (r + i) * width, width, s, slot(i));
      }
      fold(rows, s, g, at + r);
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

  /** Where the partial sums of the chunk's q-th dot product wait. */
  private static int slot(int q) {
    return Aligned.START + q * LANES;
  }

  /** Adds the sums of the chunk's first {@code count} dot products to g from {@code at} on. */
  private static void fold(int count, float[] s, float[] g, int at) {
    if (WIDE) {
      fold8Wide(count, s);
    } else {
      fold8Narrow(count, s);
    }
    int i = 0;
    for (; i + L <= count; i += L) {
      fold(s, Aligned.START + i * 8).add(FloatVector.fromArray(S, g, at + i)).intoArray(g, at + i);
    }
    if (i < count) {
      fold(s, Aligned.START + i * 8).intoArray(s, Aligned.START);
      for (int k = 0; k < count - i; k++) {
        g[at + i + k] += s[Aligned.START + k];
      }
    }
  }

  /** Sums 8 apart: rows i and i + 8 of every 16 share a register, side by side from slot 0 on. */
  private static void fold8Wide(int count, float[] s) {
    for (int i = 0; i < count; i += 16) {
      for (int k = i; k < i + 8; k++) {
        FloatVector a = FloatVector.fromArray(S, s, slot(k));
        FloatVector b = FloatVector.fromArray(S, s, slot(k + 8));
        a.blend(b, M8).add(b.blend(a, M8).rearrange(X8)).intoArray(s, slot(k) - i * 8);
      }
    }
  }

  /** Sums 8 apart: a row's two registers become one, side by side from slot 0 on. */
  private static void fold8Narrow(int count, float[] s) {
    for (int i = 0; i < count; i++) {
      FloatVector a = FloatVector.fromArray(S, s, slot(i));
      FloatVector b = FloatVector.fromArray(S, s, slot(i) + L);
      a.add(b).intoArray(s, slot(i) - i * 8);
    }
  }

  /** The rest of the tree for L rows: lane i is the sum of row i. */
  private static FloatVector fold(float[] s, int o) {
    FloatVector a = fold4(s, o);
    FloatVector b = fold4(s, o + L);
    FloatVector c = fold4(s, o + 2 * L);
    FloatVector d = fold4(s, o + 3 * L);
    FloatVector e = a.blend(c, M2).add(c.blend(a, M2).rearrange(X2));
    FloatVector f = b.blend(d, M2).add(d.blend(b, M2).rearrange(X2));
    return e.blend(f, M1).add(f.blend(e, M1).rearrange(X1));
  }

  /** Rows i and i + 4: their sums 4 apart. */
  private static FloatVector fold4(float[] s, int o) {
    FloatVector a = FloatVector.fromArray(S, s, o);
    FloatVector b = FloatVector.fromArray(S, s, o + 4 * L);
    return a.blend(b, M4).add(b.blend(a, M4).rearrange(X4));
  }
}

package org.frostml.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels in the Vector API, output-stationary: a tile of the output stays in registers while
 * non-zeros stream past.
 *
 * <p>Always 256 bits, whatever the machine prefers, and horizontal sums by fixed shuffles: {@code
 * reduceLanes} may add floats in any order, and does change it between interpreter and compiler. So
 * one shard gives the same bits on every executor and at every attempt.
 */
final class VectorKernels implements Kernels {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
  private static final int L = LANES;
  private static final VectorShuffle<Float> HALVES =
      VectorShuffle.fromValues(S, 4, 5, 6, 7, 0, 1, 2, 3);
  private static final VectorShuffle<Float> PAIRS =
      VectorShuffle.fromValues(S, 2, 3, 0, 1, 6, 7, 4, 5);
  private static final VectorShuffle<Float> ONES =
      VectorShuffle.fromValues(S, 1, 0, 3, 2, 5, 4, 7, 6);

  /** Whether this machine's registers hold {@link #LANES} floats. */
  static boolean areNative() {
    return FloatVector.SPECIES_PREFERRED.length() >= LANES;
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public void spmm(
      int rows, int[] ptr, int[] idx, float[] values, int biasAt, float[] x, float[] y, int width) {
    assert width % L == 0 : width;
    int tile = 0;
    for (; tile + 8 * L <= width; tile += 8 * L) {
      for (int r = 0; r < rows; r++) {
        float bias = biasAt < 0 ? 0 : values[biasAt + r];
        row64(ptr[r], ptr[r + 1], idx, values, bias, x, tile, y, r * width + tile, width);
      }
    }
    for (; tile + 4 * L <= width; tile += 4 * L) {
      for (int r = 0; r < rows; r++) {
        float bias = biasAt < 0 ? 0 : values[biasAt + r];
        row32(ptr[r], ptr[r + 1], idx, values, bias, x, tile, y, r * width + tile, width);
      }
    }
    for (; tile < width; tile += L) {
      for (int r = 0; r < rows; r++) {
        float bias = biasAt < 0 ? 0 : values[biasAt + r];
        row8(ptr[r], ptr[r + 1], idx, values, bias, x, tile, y, r * width + tile, width);
      }
    }
  }

  /** 64 columns of one output row: 8 accumulators hide the latency of the fused multiply-add. */
  private static void row64(
      int from,
      int to,
      int[] idx,
      float[] values,
      float bias,
      float[] x,
      int tile,
      float[] y,
      int out,
      int width) {
    FloatVector a0 = FloatVector.broadcast(S, bias);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector a6 = a0;
    FloatVector a7 = a0;
    for (int p = from; p < to; p++) {
      FloatVector v = FloatVector.broadcast(S, values[p]);
      int in = idx[p] * width + tile;
      a0 = v.fma(FloatVector.fromArray(S, x, in), a0);
      a1 = v.fma(FloatVector.fromArray(S, x, in + L), a1);
      a2 = v.fma(FloatVector.fromArray(S, x, in + 2 * L), a2);
      a3 = v.fma(FloatVector.fromArray(S, x, in + 3 * L), a3);
      a4 = v.fma(FloatVector.fromArray(S, x, in + 4 * L), a4);
      a5 = v.fma(FloatVector.fromArray(S, x, in + 5 * L), a5);
      a6 = v.fma(FloatVector.fromArray(S, x, in + 6 * L), a6);
      a7 = v.fma(FloatVector.fromArray(S, x, in + 7 * L), a7);
    }
    a0.intoArray(y, out);
    a1.intoArray(y, out + L);
    a2.intoArray(y, out + 2 * L);
    a3.intoArray(y, out + 3 * L);
    a4.intoArray(y, out + 4 * L);
    a5.intoArray(y, out + 5 * L);
    a6.intoArray(y, out + 6 * L);
    a7.intoArray(y, out + 7 * L);
  }

  private static void row32(
      int from,
      int to,
      int[] idx,
      float[] values,
      float bias,
      float[] x,
      int tile,
      float[] y,
      int out,
      int width) {
    FloatVector a0 = FloatVector.broadcast(S, bias);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int p = from; p < to; p++) {
      FloatVector v = FloatVector.broadcast(S, values[p]);
      int in = idx[p] * width + tile;
      a0 = v.fma(FloatVector.fromArray(S, x, in), a0);
      a1 = v.fma(FloatVector.fromArray(S, x, in + L), a1);
      a2 = v.fma(FloatVector.fromArray(S, x, in + 2 * L), a2);
      a3 = v.fma(FloatVector.fromArray(S, x, in + 3 * L), a3);
    }
    a0.intoArray(y, out);
    a1.intoArray(y, out + L);
    a2.intoArray(y, out + 2 * L);
    a3.intoArray(y, out + 3 * L);
  }

  private static void row8(
      int from,
      int to,
      int[] idx,
      float[] values,
      float bias,
      float[] x,
      int tile,
      float[] y,
      int out,
      int width) {
    FloatVector a = FloatVector.broadcast(S, bias);
    for (int p = from; p < to; p++) {
      a =
          FloatVector.broadcast(S, values[p])
              .fma(FloatVector.fromArray(S, x, idx[p] * width + tile), a);
    }
    a.intoArray(y, out);
  }

  @Override
  public void sddmm(int rows, int[] ptr, int[] idx, float[] dy, float[] x, float[] g, int width) {
    assert width % L == 0 : width;
    for (int r = 0; r < rows; r++) {
      int row = r * width;
      int p = ptr[r];
      // Four non-zeros at a time share the loads of dY's row and give four independent chains.
      for (; p + 4 <= ptr[r + 1]; p += 4) {
        int c0 = idx[p] * width;
        int c1 = idx[p + 1] * width;
        int c2 = idx[p + 2] * width;
        int c3 = idx[p + 3] * width;
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        for (int b = 0; b < width; b += L) {
          FloatVector d = FloatVector.fromArray(S, dy, row + b);
          a0 = d.fma(FloatVector.fromArray(S, x, c0 + b), a0);
          a1 = d.fma(FloatVector.fromArray(S, x, c1 + b), a1);
          a2 = d.fma(FloatVector.fromArray(S, x, c2 + b), a2);
          a3 = d.fma(FloatVector.fromArray(S, x, c3 + b), a3);
        }
        g[p] += sum(a0);
        g[p + 1] += sum(a1);
        g[p + 2] += sum(a2);
        g[p + 3] += sum(a3);
      }
      for (; p < ptr[r + 1]; p++) {
        g[p] += dot(dy, row, x, idx[p] * width, width);
      }
    }
  }

  @Override
  public void gemmNT(int rows, int cols, float[] dy, float[] x, float[] g, int at, int width) {
    assert width % L == 0 : width;
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      int c = 0;
      for (; c + 2 <= cols; c += 2) {
        block4x2(dy, r * width, x, c * width, g, at + r * cols + c, cols, width);
      }
      for (; c < cols; c++) {
        for (int i = r; i < r + 4; i++) {
          g[at + i * cols + c] += dot(dy, i * width, x, c * width, width);
        }
      }
    }
    for (; r < rows; r++) {
      for (int c = 0; c < cols; c++) {
        g[at + r * cols + c] += dot(dy, r * width, x, c * width, width);
      }
    }
  }

  /** A block of four rows by two columns of G: six loads serve eight multiply-adds. */
  private static void block4x2(
      float[] dy, int row, float[] x, int col, float[] g, int out, int cols, int width) {
    FloatVector a00 = FloatVector.zero(S);
    FloatVector a01 = a00;
    FloatVector a10 = a00;
    FloatVector a11 = a00;
    FloatVector a20 = a00;
    FloatVector a21 = a00;
    FloatVector a30 = a00;
    FloatVector a31 = a00;
    for (int b = 0; b < width; b += L) {
      FloatVector x0 = FloatVector.fromArray(S, x, col + b);
      FloatVector x1 = FloatVector.fromArray(S, x, col + width + b);
      FloatVector d0 = FloatVector.fromArray(S, dy, row + b);
      FloatVector d1 = FloatVector.fromArray(S, dy, row + width + b);
      FloatVector d2 = FloatVector.fromArray(S, dy, row + 2 * width + b);
      FloatVector d3 = FloatVector.fromArray(S, dy, row + 3 * width + b);
      a00 = d0.fma(x0, a00);
      a01 = d0.fma(x1, a01);
      a10 = d1.fma(x0, a10);
      a11 = d1.fma(x1, a11);
      a20 = d2.fma(x0, a20);
      a21 = d2.fma(x1, a21);
      a30 = d3.fma(x0, a30);
      a31 = d3.fma(x1, a31);
    }
    g[out] += sum(a00);
    g[out + 1] += sum(a01);
    g[out + cols] += sum(a10);
    g[out + cols + 1] += sum(a11);
    g[out + 2 * cols] += sum(a20);
    g[out + 2 * cols + 1] += sum(a21);
    g[out + 3 * cols] += sum(a30);
    g[out + 3 * cols + 1] += sum(a31);
  }

  private static float dot(float[] a, int i, float[] b, int j, int n) {
    FloatVector sum = FloatVector.zero(S);
    for (int k = 0; k < n; k += L) {
      sum = FloatVector.fromArray(S, a, i + k).fma(FloatVector.fromArray(S, b, j + k), sum);
    }
    return sum(sum);
  }

  /** The sum of the eight lanes as ((0+4)+(2+6)) + ((1+5)+(3+7)). */
  private static float sum(FloatVector a) {
    FloatVector b = a.add(a.rearrange(HALVES));
    FloatVector c = b.add(b.rearrange(PAIRS));
    return c.add(c.rearrange(ONES)).lane(0);
  }
}

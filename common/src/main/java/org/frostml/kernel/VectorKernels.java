package org.frostml.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels in the Vector API. The sparse product is output-stationary: a tile of an output row
 * stays in registers while the row's non-zeros stream past, bias before and ReLU after.
 *
 * <p>Registers of 512 bits where the machine prefers them, of 256 elsewhere, with the same bits.
 */
final class VectorKernels implements Kernels {
  /** Asking for the widest species on a machine of 256 bits would emulate it. */
  static final VectorSpecies<Float> S =
      FloatVector.SPECIES_PREFERRED.length() >= LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_256;

  static final int L = S.length();

  /** The bits of as many floats. */
  static final VectorSpecies<Integer> WORDS = VectorSpecies.of(int.class, S.vectorShape());

  private final boolean rounded;

  /**
   * @param rounded whether they are {@link #rounded}
   */
  VectorKernels(boolean rounded) {
    this.rounded = rounded;
  }

  /** Whether this machine's registers hold 8 floats. */
  static boolean areNative() {
    return FloatVector.SPECIES_PREFERRED.length() >= FloatVector.SPECIES_256.length();
  }

  @Override
  public String name() {
    return rounded ? "vector" + ROUNDED : "vector";
  }

  @Override
  public Kernels rounded() {
    return new VectorKernels(true);
  }

  @Override
  public Kernels exact() {
    return new VectorKernels(false);
  }

  /** Measured: 88 GF/s sparse against 220 dense on 512 bits, 62 against 124 on 256. */
  @Override
  public double crossover() {
    return 0.4;
  }

  @Override
  public ConvKernels convolutions() {
    return new VectorConvKernels(rounded);
  }

  @Override
  public MapKernels maps() {
    return new VectorMapKernels();
  }

  @Override
  public PoolKernels pools() {
    return new VectorPoolKernels();
  }

  @Override
  public void spmm(
      int from,
      int to,
      int[] ptr,
      int[] idx,
      float[] values,
      int biasAt,
      boolean relu,
      float[] t,
      int x,
      int y,
      int width) {
    assert width % LANES == 0 : width;
    if (rounded) {
      PairProducts.spmm(from, to, ptr, idx, values, biasAt, relu, t, x, y, width);
      return;
    }
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    int tile = 0;
    for (; tile + 8 * L <= width; tile += 8 * L) {
      for (int r = from; r < to; r++) {
        float bias = biasAt < 0 ? 0 : values[biasAt + r];
        int out = y + tile + r * width;
        row8(ptr[r], ptr[r + 1], idx, values, bias, floor, t, x + tile, out, width);
      }
    }
    for (; tile + 4 * L <= width; tile += 4 * L) {
      for (int r = from; r < to; r++) {
        float bias = biasAt < 0 ? 0 : values[biasAt + r];
        int out = y + tile + r * width;
        row4(ptr[r], ptr[r + 1], idx, values, bias, floor, t, x + tile, out, width);
      }
    }
    for (; tile < width; tile += L) {
      for (int r = from; r < to; r++) {
        float bias = biasAt < 0 ? 0 : values[biasAt + r];
        int out = y + tile + r * width;
        row1(ptr[r], ptr[r + 1], idx, values, bias, floor, t, x + tile, out, width);
      }
    }
  }

  /** 8 vectors of one output row: as many accumulators hide the latency of multiply-adds. */
  private static void row8(
      int p,
      int end,
      int[] idx,
      float[] values,
      float bias,
      float floor,
      float[] t,
      int x,
      int y,
      int width) {
    FloatVector a0 = FloatVector.broadcast(S, bias);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector a6 = a0;
    FloatVector a7 = a0;
    for (; p < end; p++) {
      FloatVector v = FloatVector.broadcast(S, values[p]);
      int in = x + idx[p] * width;
      a0 = v.fma(FloatVector.fromArray(S, t, in), a0);
      a1 = v.fma(FloatVector.fromArray(S, t, in + L), a1);
      a2 = v.fma(FloatVector.fromArray(S, t, in + 2 * L), a2);
      a3 = v.fma(FloatVector.fromArray(S, t, in + 3 * L), a3);
      a4 = v.fma(FloatVector.fromArray(S, t, in + 4 * L), a4);
      a5 = v.fma(FloatVector.fromArray(S, t, in + 5 * L), a5);
      a6 = v.fma(FloatVector.fromArray(S, t, in + 6 * L), a6);
      a7 = v.fma(FloatVector.fromArray(S, t, in + 7 * L), a7);
    }
    a0.max(floor).intoArray(t, y);
    a1.max(floor).intoArray(t, y + L);
    a2.max(floor).intoArray(t, y + 2 * L);
    a3.max(floor).intoArray(t, y + 3 * L);
    a4.max(floor).intoArray(t, y + 4 * L);
    a5.max(floor).intoArray(t, y + 5 * L);
    a6.max(floor).intoArray(t, y + 6 * L);
    a7.max(floor).intoArray(t, y + 7 * L);
  }

  private static void row4(
      int p,
      int end,
      int[] idx,
      float[] values,
      float bias,
      float floor,
      float[] t,
      int x,
      int y,
      int width) {
    FloatVector a0 = FloatVector.broadcast(S, bias);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (; p < end; p++) {
      FloatVector v = FloatVector.broadcast(S, values[p]);
      int in = x + idx[p] * width;
      a0 = v.fma(FloatVector.fromArray(S, t, in), a0);
      a1 = v.fma(FloatVector.fromArray(S, t, in + L), a1);
      a2 = v.fma(FloatVector.fromArray(S, t, in + 2 * L), a2);
      a3 = v.fma(FloatVector.fromArray(S, t, in + 3 * L), a3);
    }
    a0.max(floor).intoArray(t, y);
    a1.max(floor).intoArray(t, y + L);
    a2.max(floor).intoArray(t, y + 2 * L);
    a3.max(floor).intoArray(t, y + 3 * L);
  }

  private static void row1(
      int p,
      int end,
      int[] idx,
      float[] values,
      float bias,
      float floor,
      float[] t,
      int x,
      int y,
      int width) {
    FloatVector a = FloatVector.broadcast(S, bias);
    for (; p < end; p++) {
      FloatVector v = FloatVector.broadcast(S, values[p]);
      a = v.fma(FloatVector.fromArray(S, t, x + idx[p] * width), a);
    }
    a.max(floor).intoArray(t, y);
  }

  @Override
  public void sddmm(
      int from, int to, int[] ptr, int[] idx, float[] t, int dy, int x, float[] g, int width) {
    if (rounded) {
      PairProducts.sddmm(from, to, ptr, idx, t, dy, x, g, width);
    } else {
      VectorDots.sddmm(from, to, ptr, idx, t, dy, x, g, width);
    }
  }

  @Override
  public void gemm(
      int from,
      int to,
      int inner,
      int n,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      float[] c,
      int cAt) {
    VectorGemm.gemm(from, to, inner, n, a, aAt, aRow, aStep, b, bAt, c, cAt);
  }

  @Override
  public void biasGradient(
      int from, int to, boolean relu, float[] t, int y, int dy, float[] g, int at, int width) {
    if (relu) {
      gate(t, y + from * width, dy + from * width, (to - from) * width);
    }
    VectorDots.rowSums(from, to, t, dy, g, at, width);
  }

  /** dY = 0 where Y is not above 0. */
  private static void gate(float[] t, int y, int dy, int size) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < size; i += L) {
      VectorMask<Float> open = FloatVector.fromArray(S, t, y + i).compare(VectorOperators.GT, zero);
      zero.blend(FloatVector.fromArray(S, t, dy + i), open).intoArray(t, dy + i);
    }
  }

  @Override
  public void spspmm(
      int from,
      int to,
      SparseBatch x,
      int[] ptr,
      int[] row,
      int[] source,
      float[] values,
      float[] t,
      int y,
      int rows) {
    FusedProducts.rows(from, to, x, ptr, row, source, values, t, y, rows);
  }

  @Override
  public void columnOuter(
      SparseBatch x, int k, float[] t, int dy, int rows, int first, int last, float[] g, int at) {
    FusedProducts.outer(x, k, t, dy, rows, first, last, g, at);
  }

  @Override
  public void columnDots(
      SparseBatch x,
      int k,
      int[] row,
      int from,
      int to,
      float[] t,
      int dy,
      int rows,
      float[] g,
      int at) {
    FusedProducts.dots(x, k, row, from, to, t, dy, rows, g, at);
  }
}

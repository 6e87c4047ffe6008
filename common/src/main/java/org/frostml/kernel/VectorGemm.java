package org.frostml.kernel;

import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;

import jdk.incubator.vector.FloatVector;

/**
 * C += A B with a tile of C, 6 rows by 2 vectors, in 12 accumulators: two loads and six broadcasts
 * serve twelve multiply-adds, and all fits 16 registers.
 *
 * <p>Neither A nor B is packed: with batches of a few hundred columns B stays in the second-level
 * cache, and A is read along cache lines or, transposed, six neighbours of a line at a time.
 */
final class VectorGemm {
  private static final int ROWS = 6;

  /** A tile of C at the right edge, narrower than two vectors, is worked on in here. */
  private static final ThreadLocal<float[]> EDGE =
      ThreadLocal.withInitial(() -> new float[ROWS * 2 * L]);

  private VectorGemm() {}

  static void gemm(
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
    int j = 0;
    for (; j + 2 * L <= n; j += 2 * L) {
      column(from, to, inner, n, a, aAt, aRow, aStep, b, bAt + j, c, cAt + from * n + j, n);
    }
    if (j < n) {
      float[] edge = EDGE.get();
      for (int r = from; r < to; r += ROWS) {
        int end = Math.min(to, r + ROWS);
        for (int i = r; i < end; i++) {
          System.arraycopy(c, cAt + i * n + j, edge, (i - r) * 2 * L, n - j);
        }
        column(r, end, inner, n, a, aAt, aRow, aStep, b, bAt + j, edge, 0, 2 * L);
        for (int i = r; i < end; i++) {
          System.arraycopy(edge, (i - r) * 2 * L, c, cAt + i * n + j, n - j);
        }
      }
    }
  }

  /** Two vectors of every row; c is where row {@code from} begins, its rows {@code cRow} apart. */
  private static void column(
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
      int cAt,
      int cRow) {
    int r = from;
    for (; r + ROWS <= to; r += ROWS, cAt += ROWS * cRow) {
      tile6(inner, n, a, aAt + r * aRow, aRow, aStep, b, bAt, c, cAt, cRow);
    }
    for (; r < to; r++, cAt += cRow) {
      tile1(inner, n, a, aAt + r * aRow, aStep, b, bAt, c, cAt);
    }
  }

  private static void tile6(
      int inner,
      int n,
      float[] a,
      int at,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int cRow) {
    int out = cAt;
    FloatVector c00 = FloatVector.fromArray(S, c, out);
    FloatVector c01 = FloatVector.fromArray(S, c, out + L);
    out += cRow;
    FloatVector c10 = FloatVector.fromArray(S, c, out);
    FloatVector c11 = FloatVector.fromArray(S, c, out + L);
    out += cRow;
    FloatVector c20 = FloatVector.fromArray(S, c, out);
    FloatVector c21 = FloatVector.fromArray(S, c, out + L);
    out += cRow;
    FloatVector c30 = FloatVector.fromArray(S, c, out);
    FloatVector c31 = FloatVector.fromArray(S, c, out + L);
    out += cRow;
    FloatVector c40 = FloatVector.fromArray(S, c, out);
    FloatVector c41 = FloatVector.fromArray(S, c, out + L);
    out += cRow;
    FloatVector c50 = FloatVector.fromArray(S, c, out);
    FloatVector c51 = FloatVector.fromArray(S, c, out + L);
    for (int k = 0; k < inner; k++, at += aStep, bAt += n) {
      FloatVector b0 = FloatVector.fromArray(S, b, bAt);
      FloatVector b1 = FloatVector.fromArray(S, b, bAt + L);
      FloatVector v = FloatVector.broadcast(S, a[at]);
      c00 = v.fma(b0, c00);
      c01 = v.fma(b1, c01);
      v = FloatVector.broadcast(S, a[at + aRow]);
      c10 = v.fma(b0, c10);
      c11 = v.fma(b1, c11);
      v = FloatVector.broadcast(S, a[at + 2 * aRow]);
      c20 = v.fma(b0, c20);
      c21 = v.fma(b1, c21);
      v = FloatVector.broadcast(S, a[at + 3 * aRow]);
      c30 = v.fma(b0, c30);
      c31 = v.fma(b1, c31);
      v = FloatVector.broadcast(S, a[at + 4 * aRow]);
      c40 = v.fma(b0, c40);
      c41 = v.fma(b1, c41);
      v = FloatVector.broadcast(S, a[at + 5 * aRow]);
      c50 = v.fma(b0, c50);
      c51 = v.fma(b1, c51);
    }
    out = cAt;
    c00.intoArray(c, out);
    c01.intoArray(c, out + L);
    out += cRow;
    c10.intoArray(c, out);
    c11.intoArray(c, out + L);
    out += cRow;
    c20.intoArray(c, out);
    c21.intoArray(c, out + L);
    out += cRow;
    c30.intoArray(c, out);
    c31.intoArray(c, out + L);
    out += cRow;
    c40.intoArray(c, out);
    c41.intoArray(c, out + L);
    out += cRow;
    c50.intoArray(c, out);
    c51.intoArray(c, out + L);
  }

  /** One row, where fewer than six are left. */
  private static void tile1(
      int inner, int n, float[] a, int at, int aStep, float[] b, int bAt, float[] c, int cAt) {
    FloatVector c0 = FloatVector.fromArray(S, c, cAt);
    FloatVector c1 = FloatVector.fromArray(S, c, cAt + L);
    for (int k = 0; k < inner; k++, at += aStep, bAt += n) {
      FloatVector v = FloatVector.broadcast(S, a[at]);
      c0 = v.fma(FloatVector.fromArray(S, b, bAt), c0);
      c1 = v.fma(FloatVector.fromArray(S, b, bAt + L), c1);
    }
    c0.intoArray(c, cAt);
    c1.intoArray(c, cAt + L);
  }
}

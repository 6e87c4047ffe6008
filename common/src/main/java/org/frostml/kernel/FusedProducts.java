package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;

import java.util.Arrays;

/**
 * Sparse times sparse in plain Java, along the chains of fused multiply-adds that the vector
 * kernels run through: to the same bits as if the zeros were there.
 */
public final class FusedProducts {
  private static final ThreadLocal<float[]> PARTIAL =
      ThreadLocal.withInitial(() -> new float[LANES]);

  private FusedProducts() {}

  /** See {@link Kernels#spspmm}. */
  public static void rows(
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
    for (int i = from; i < to; i++) {
      int at = y + i * rows;
      for (int p = x.start[i]; p < x.start[i + 1]; p++) {
        float v = x.value[p];
        int end = ptr[x.column[p] + 1];
        for (int q = ptr[x.column[p]]; q < end; q++) {
          t[at + row[q]] = Math.fma(values[source[q]], v, t[at + row[q]]);
        }
      }
    }
  }

  /** See {@link Kernels#columnOuter}. */
  static void outer(
      SparseBatch x, int k, float[] t, int dy, int rows, int first, int last, float[] g, int at) {
    for (int e = x.from[k]; e < x.from[k + 1]; e++) {
      int d = dy + x.example[e] * rows + first;
      float v = x.x[e];
      for (int r = 0; r < last - first; r++) {
        g[at + r] = Math.fma(t[d + r], v, g[at + r]);
      }
    }
  }

  /** See {@link Kernels#columnDots}; partial sums as {@link VectorDots} has them. */
  static void dots(
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
    int begin = x.from[k];
    int end = x.from[k + 1];
    if (end - begin == 1) {
      int d = dy + x.example[begin] * rows;
      for (int q = from; q < to; q++) {
        g[at + q - from] += t[d + row[q]] * x.x[begin];
      }
      return;
    }
    float[] s = PARTIAL.get();
    for (int q = from; q < to; q++) {
      Arrays.fill(s, 0);
      for (int e = begin; e < end; e++) {
        int i = x.example[e];
        s[i % LANES] = Math.fma(t[dy + i * rows + row[q]], x.x[e], s[i % LANES]);
      }
      for (int half = LANES / 2; half > 0; half /= 2) {
        for (int lane = 0; lane < half; lane++) {
          s[lane] += s[lane + half];
        }
      }
      g[at + q - from] += s[0];
    }
  }
}

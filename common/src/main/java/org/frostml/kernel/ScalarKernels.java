package org.frostml.kernel;

import java.util.Arrays;

/**
 * The kernels as one would write them on paper: the text to read first, and what the others are
 * tested against.
 */
final class ScalarKernels implements Kernels {
  private final boolean rounded;

  /**
   * @param rounded whether they are {@link #rounded}
   */
  ScalarKernels(boolean rounded) {
    this.rounded = rounded;
  }

  @Override
  public String name() {
    return rounded ? "scalar" + ROUNDED : "scalar";
  }

  @Override
  public Kernels rounded() {
    return new ScalarKernels(true);
  }

  @Override
  public Kernels exact() {
    return new ScalarKernels(false);
  }

  @Override
  public double crossover() {
    return 0.9;
  }

  @Override
  public ConvKernels convolutions() {
    return new ScalarConvKernels(rounded);
  }

  @Override
  public MapKernels maps() {
    return new ScalarMapKernels();
  }

  @Override
  public PoolKernels pools() {
    return new ScalarPoolKernels();
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
    for (int r = from; r < to; r++) {
      int row = y + r * width;
      Arrays.fill(t, row, row + width, biasAt < 0 ? 0 : values[biasAt + r]);
      for (int p = ptr[r]; p < ptr[r + 1]; p++) {
        for (int i = 0; i < width; i++) {
          t[row + i] += values[p] * Rounded.read(t[x + idx[p] * width + i], rounded);
        }
      }
      for (int i = row; relu && i < row + width; i++) {
        t[i] = Math.max(t[i], 0);
      }
    }
  }

  @Override
  public void sddmm(
      int from, int to, int[] ptr, int[] idx, float[] t, int dy, int x, float[] g, int width) {
    for (int r = from; r < to; r++) {
      for (int p = ptr[r]; p < ptr[r + 1]; p++) {
        float sum = 0;
        for (int i = 0; i < width; i++) {
          sum += t[dy + r * width + i] * Rounded.read(t[x + idx[p] * width + i], rounded);
        }
        g[p] += sum;
      }
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
    for (int r = from; r < to; r++) {
      for (int k = 0; k < inner; k++) {
        float element = a[aAt + r * aRow + k * aStep];
        for (int j = 0; j < n; j++) {
          c[cAt + r * n + j] += element * b[bAt + k * n + j];
        }
      }
    }
  }

  @Override
  public void biasGradient(
      int from, int to, boolean relu, float[] t, int y, int dy, float[] g, int at, int width) {
    for (int r = from; r < to; r++) {
      float sum = 0;
      for (int i = r * width; i < (r + 1) * width; i++) {
        if (relu && !(t[y + i] > 0)) {
          t[dy + i] = 0;
        }
        sum += t[dy + i];
      }
      g[at + r] += sum;
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
    for (int i = from; i < to; i++) {
      for (int p = x.start[i]; p < x.start[i + 1]; p++) {
        for (int q = ptr[x.column[p]]; q < ptr[x.column[p] + 1]; q++) {
          t[y + i * rows + row[q]] += values[source[q]] * x.value[p];
        }
      }
    }
  }

  @Override
  public void columnOuter(
      SparseBatch x, int k, float[] t, int dy, int rows, int first, int last, float[] g, int at) {
    for (int r = first; r < last; r++) {
      for (int e = x.from[k]; e < x.from[k + 1]; e++) {
        g[at + r - first] += t[dy + x.example[e] * rows + r] * x.x[e];
      }
    }
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
    for (int q = from; q < to; q++) {
      float sum = 0;
      for (int e = x.from[k]; e < x.from[k + 1]; e++) {
        sum += t[dy + x.example[e] * rows + row[q]] * x.x[e];
      }
      g[at + q - from] += sum;
    }
  }
}

package org.frostml.kernel;

import java.util.Arrays;

/**
 * The kernels as one would write them on paper: the text to read first, and what the vector kernels
 * are tested against.
 */
final class ScalarKernels implements Kernels {
  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public void spmm(
      int rows, int[] ptr, int[] idx, float[] values, int biasAt, float[] x, float[] y, int width) {
    for (int r = 0; r < rows; r++) {
      int row = r * width;
      Arrays.fill(y, row, row + width, biasAt < 0 ? 0 : values[biasAt + r]);
      for (int p = ptr[r]; p < ptr[r + 1]; p++) {
        for (int b = 0; b < width; b++) {
          y[row + b] += values[p] * x[idx[p] * width + b];
        }
      }
    }
  }

  @Override
  public void sddmm(int rows, int[] ptr, int[] idx, float[] dy, float[] x, float[] g, int width) {
    for (int r = 0; r < rows; r++) {
      for (int p = ptr[r]; p < ptr[r + 1]; p++) {
        g[p] += dot(dy, r * width, x, idx[p] * width, width);
      }
    }
  }

  @Override
  public void gemmNT(int rows, int cols, float[] dy, float[] x, float[] g, int at, int width) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < cols; c++) {
        g[at + r * cols + c] += dot(dy, r * width, x, c * width, width);
      }
    }
  }

  private static float dot(float[] a, int i, float[] b, int j, int n) {
    float sum = 0;
    for (int k = 0; k < n; k++) {
      sum += a[i + k] * b[j + k];
    }
    return sum;
  }
}

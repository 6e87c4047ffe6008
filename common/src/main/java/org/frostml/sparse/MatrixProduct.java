package org.frostml.sparse;

import org.frostml.kernel.Kernels;
import org.frostml.kernel.Transpose;

/**
 * dY X^T of activations that are matrices of {@code width} columns.
 *
 * @param cols of the block, which are rows of X
 * @param dy place in {@code t} of dY
 * @param x place in {@code t} of X
 * @param scratch place in {@code t} of cols x width floats to spoil
 */
public record MatrixProduct(
    Kernels kernels, int cols, float[] t, int dy, int x, int scratch, int width)
    implements OuterProduct {
  @Override
  public void beginWhole() {
    Transpose.matrix(t, x, cols, width, scratch);
  }

  @Override
  public void sampled(int from, int to, int[] ptr, int[] idx, float[] g) {
    kernels.sddmm(from, to, ptr, idx, t, dy, x, g, width);
  }

  @Override
  public void whole(int from, int to, float[] g, int at) {
    kernels.gemm(from, to, width, cols, t, dy, width, 1, t, scratch, g, at);
  }
}

package org.frostml.bench;

import java.util.Arrays;
import org.frostml.kernel.Aligned;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Transpose;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Csr;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/** The products of one layer on random numbers: sparse at a density, and dense. */
public final class LayerProblem {
  private final Kernels kernels;
  private final int rows;
  private final int cols;
  private final int width;
  private final Csr csr;
  private final float[] values;
  private final float[] gradient;
  private final float[] matrix;
  private final float[] matrixGradient;
  private final float[] t;
  private final int x = Aligned.START;
  private final int y;
  private final int turned;
  private final int bias;

  /**
   * @param width examples of a batch, a multiple of {@link Kernels#LANES}
   */
  public LayerProblem(Kernels kernels, int rows, int cols, int width, double density) {
    this.kernels = kernels;
    this.rows = rows;
    this.cols = cols;
    this.width = width;
    Layout.Builder builder = new Layout.Builder();
    builder.add("weight", Block.Kind.WEIGHT, rows, cols);
    builder.add("bias", Block.Kind.BIAS, rows, 1);
    Layout layout = builder.build();
    Rng rng = new Rng(1);
    float[] theta = new float[layout.size()];
    matrix = new float[rows * cols];
    for (int j = 0; j < matrix.length; j++) {
      matrix[j] = (float) rng.nextGaussian();
      theta[j] = rng.nextDouble() < density ? matrix[j] : 0;
    }
    Support support = Support.of(layout, 0, theta);
    csr = support.csr();
    values = support.restrict(theta);
    bias = support.from(1);
    gradient = new float[values.length];
    matrixGradient = new float[matrix.length];
    y = x + cols * width;
    turned = y + rows * width;
    t = Aligned.allocate(turned - x + cols * width + 2 * Kernels.LANES);
    for (int i = x; i < turned; i++) {
      t[i] = (float) rng.nextGaussian();
    }
    Transpose.matrix(t, x, cols, width, turned);
  }

  /** Floating-point operations of a sparse product: two a non-zero and example. */
  public double sparseFlops() {
    return 2.0 * bias * width;
  }

  /** Floating-point operations of a dense product. */
  public double denseFlops() {
    return 2.0 * rows * cols * width;
  }

  public void forward() {
    int[] ptr = csr.rowPtr(0);
    kernels.spmm(0, rows, ptr, csr.column(), values, bias, true, t, x, y, width);
  }

  public void backward() {
    int[] ptr = csr.colPtr(0);
    kernels.spmm(0, cols, ptr, csr.row(0), values, -1, false, t, y, x, width);
  }

  public void weightGradient() {
    kernels.sddmm(0, rows, csr.rowPtr(0), csr.column(), t, y, x, gradient, width);
  }

  public void denseForward() {
    Arrays.fill(t, y, y + rows * width, 0f);
    kernels.gemm(0, rows, cols, width, matrix, 0, cols, 1, t, x, t, y);
  }

  public void denseBackward() {
    Arrays.fill(t, x, x + cols * width, 0f);
    kernels.gemm(0, cols, rows, width, matrix, 0, 1, cols, t, y, t, x);
  }

  public void denseWeightGradient() {
    kernels.gemm(0, rows, width, cols, t, y, width, 1, t, turned, matrixGradient, 0);
  }
}

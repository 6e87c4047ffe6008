package org.frostml.kernel;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import org.frostml.FrostException;

/**
 * Dense products by the system's BLAS through netlib, everything else by other kernels: the dense
 * baseline at its best where an OpenBLAS or MKL is installed. Its sums have an order of their own.
 */
final class BlasKernels implements Kernels {
  private final Kernels sparse;
  private final BLAS blas;

  private BlasKernels(Kernels sparse, BLAS blas) {
    this.sparse = sparse;
    this.blas = blas;
  }

  /**
   * These kernels with a native BLAS for the dense products.
   *
   * @throws FrostException if netlib finds no native library
   */
  static Kernels over(Kernels sparse) {
    try {
      return new BlasKernels(sparse, NativeBLAS.getInstance());
    } catch (RuntimeException | LinkageError absent) {
      throw new FrostException(
          "frost.kernels=blas needs a native BLAS, and netlib found none ("
              + absent.getMessage()
              + "): install libopenblas, or name one by -Ddev.ludovic.netlib.blas.nativeLibPath",
          absent);
    }
  }

  @Override
  public String name() {
    return sparse.isExact() ? "blas" : "blas" + ROUNDED;
  }

  @Override
  public Kernels rounded() {
    return new BlasKernels(sparse.rounded(), blas);
  }

  @Override
  public Kernels exact() {
    return new BlasKernels(sparse.exact(), blas);
  }

  @Override
  public double crossover() {
    return sparse.crossover();
  }

  @Override
  public ConvKernels convolutions() {
    return sparse.convolutions();
  }

  @Override
  public MapKernels maps() {
    return sparse.maps();
  }

  @Override
  public PoolKernels pools() {
    return sparse.pools();
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
    sparse.spmm(from, to, ptr, idx, values, biasAt, relu, t, x, y, width);
  }

  @Override
  public void sddmm(
      int from, int to, int[] ptr, int[] idx, float[] t, int dy, int x, float[] g, int width) {
    sparse.sddmm(from, to, ptr, idx, t, dy, x, g, width);
  }

  /** BLAS counts by columns, so that it is asked for C^T += B^T A^T. */
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
    String transposed = aStep == 1 ? "N" : "T";
    // A single column is a row too, and BLAS wants a row's length.
    int lda = aStep == 1 ? Math.max(aRow, inner) : aStep;
    int aFrom = aAt + from * aRow;
    int cFrom = cAt + from * n;
    blas.sgemm("N", transposed, n, to - from, inner, 1f, b, bAt, n, a, aFrom, lda, 1f, c, cFrom, n);
  }

  @Override
  public void biasGradient(
      int from, int to, boolean relu, float[] t, int y, int dy, float[] g, int at, int width) {
    sparse.biasGradient(from, to, relu, t, y, dy, g, at, width);
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
    sparse.spspmm(from, to, x, ptr, row, source, values, t, y, rows);
  }

  @Override
  public void columnOuter(
      SparseBatch x, int k, float[] t, int dy, int rows, int first, int last, float[] g, int at) {
    sparse.columnOuter(x, k, t, dy, rows, first, last, g, at);
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
    sparse.columnDots(x, k, row, from, to, t, dy, rows, g, at);
  }
}

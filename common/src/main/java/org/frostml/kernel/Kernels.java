package org.frostml.kernel;

import org.frostml.FrostException;

/**
 * The hot loops of sparse training.
 *
 * <p>Activations are feature-major with the batch innermost and share one array {@code t}, see
 * {@link Aligned}: an activation at place x is {@code t[x + feature * width + example]}, where
 * {@code width} is a multiple of {@link #LANES} and surplus columns hold zeros in dY. A sparse
 * matrix is CSR with absolute pointers: the non-zeros of row r are the positions {@code ptr[r] <= p
 * < ptr[r + 1]} of {@code idx} and {@code values}, which several matrices share.
 *
 * <p>Every kernel works on the rows {@code from <= r < to} of its output, so that threads can share
 * one; see {@link Team}. Every output is one chain of operations in a fixed order, whatever the
 * rows of a call and the width of the machine's registers. The chains of {@link #spmm} and {@link
 * #gemm} are the same but for multiplications by zero, so that a layer may run sparse or dense and
 * gives the same numbers; only {@link BlasKernels} leave the order of dense sums to the library,
 * and {@link #rounded} kernels round what sparse products gather. Arguments are checked where
 * shapes are made; kernels carry asserts only.
 */
public sealed interface Kernels permits ScalarKernels, VectorKernels, BlasKernels {
  /** Columns of a batch come in multiples of this many: a cache line of floats. */
  int LANES = 16;

  /** What the name of kernels that round ends in. */
  String ROUNDED = "-bfloat16";

  /**
   * The name for logs and provenance: {@code scalar}, {@code vector} or {@code blas}, and of those
   * that round, {@code vector-bfloat16} for instance.
   */
  String name();

  /**
   * The same that round to bfloat16 what a sparse product gathers from memory, which is half as
   * many bytes then: X in {@link #spmm} and {@link #sddmm}, whose sums take columns of the two
   * halves of a batch in turn, and in {@link #convolutions}. Weights, sums and results stay
   * float32, and dense products round nothing.
   */
  Kernels rounded();

  /** The same that round nothing. */
  Kernels exact();

  /** Whether these round nothing. */
  default boolean isExact() {
    return !name().endsWith(ROUNDED);
  }

  /**
   * The density from which on {@link #gemm} on a matrix with all its zeros is faster than {@link
   * #spmm} without them.
   */
  double crossover();

  /** The convolutions that go with these kernels. */
  ConvKernels convolutions();

  /** The passes over maps that go with these kernels. */
  MapKernels maps();

  /** The pooling that goes with these kernels. */
  PoolKernels pools();

  /**
   * Sparse times dense, Y = A X + b: the forward pass, and on the transpose the backward-data pass.
   *
   * @param biasAt position in {@code values} of the bias of row 0, or -1 for none
   * @param relu whether Y = max(A X + b, 0)
   * @param y place of the output, overwritten; x and y are of {@code width} columns
   */
  void spmm(
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
      int width);

  /**
   * Sampled dense times dense, g_p += (dY X^T)_{r, idx[p]} for the non-zeros p of every row r: the
   * weight gradient on the support.
   */
  void sddmm(
      int from, int to, int[] ptr, int[] idx, float[] t, int dy, int x, float[] g, int width);

  /**
   * Dense times dense, C += A B, the three products of a dense layer. The element (r, k) of A
   * stands at {@code a[aAt + r * aRow + k * aStep]}, one of the strides being 1; B is inner x n and
   * C rows x n, both row-major. The 2 {@link #LANES} floats of {@code b} after B may be read.
   */
  void gemm(
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
      int cAt);

  /**
   * The gradient of a bias, g += the row sums of dY, g starting at {@code at}; where the layer's
   * output Y went through a ReLU, dY is first set to 0 wherever Y is.
   */
  void biasGradient(
      int from, int to, boolean relu, float[] t, int y, int dy, float[] g, int at, int width);

  /**
   * Sparse times sparse, Y += A X for the examples {@code from <= i < to}: the chains of {@link
   * #spmm}, where a feature that an example has not is not there.
   *
   * @param ptr column pointers of A: its column's non-zeros are the rows {@code row[q]}, ascending,
   *     with {@code values[source[q]]}
   * @param y place of the transpose of Y, an example's {@code rows} outputs after the other's
   */
  void spspmm(
      int from,
      int to,
      SparseBatch x,
      int[] ptr,
      int[] row,
      int[] source,
      float[] values,
      float[] t,
      int y,
      int rows);

  /**
   * What {@link #gemm} adds to a column of the weight gradient: g += (dY X^T)_{r, k} for the rows
   * {@code first <= r < last} and the k-th feature of a batch that is turned.
   *
   * @param dy place of the transpose of dY, as y of {@link #spspmm}
   * @param at the place in g of row {@code first}
   */
  void columnOuter(
      SparseBatch x, int k, float[] t, int dy, int rows, int first, int last, float[] g, int at);

  /**
   * The same of what {@link #sddmm} adds, for the rows {@code row[from]} to {@code row[to - 1]}.
   *
   * @param at the place in g of row {@code row[from]}
   */
  void columnDots(
      SparseBatch x,
      int k,
      int[] row,
      int from,
      int to,
      float[] t,
      int dy,
      int rows,
      float[] g,
      int at);

  /** The width that holds {@code examples} columns. */
  static int width(int examples) {
    return (examples + LANES - 1) / LANES * LANES;
  }

  /**
   * The kernels of this JVM: those named by the system property {@code frost.kernels}, or without
   * it vector where the JVM has the Vector API and the machine registers wide enough, and scalar
   * elsewhere.
   *
   * @throws FrostException if what is asked for is not there, or for another name
   */
  static Kernels chosen() {
    String name = System.getProperty("frost.kernels");
    if (name != null) {
      // Precision is the run's, not the machine's: network.precision.
      return name.endsWith(ROUNDED) ? unknown(name) : named(name);
    }
    boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    // On narrower registers the Vector API emulates, which is slower than plain loops.
    return module && VectorKernels.areNative()
        ? new VectorKernels(false)
        : new ScalarKernels(false);
  }

  /**
   * The kernels of that name, never a substitute: a run must not mix the sums of one with those of
   * the other.
   *
   * @throws FrostException if this JVM cannot give them, or for another name
   */
  static Kernels named(String name) {
    String exact =
        name.endsWith(ROUNDED) ? name.substring(0, name.length() - ROUNDED.length()) : name;
    Kernels kernels = exactly(exact);
    return exact.equals(name) ? kernels : kernels.rounded();
  }

  private static Kernels exactly(String name) {
    switch (name) {
      case "scalar":
        return new ScalarKernels(false);
      case "vector":
        return vector(name);
      case "blas":
        return BlasKernels.over(vector(name));
      default:
        return unknown(name);
    }
  }

  private static Kernels unknown(String name) {
    throw new FrostException(
        "frost.kernels must be scalar, vector or blas: "
            + name
            + "; without it the best of this machine are taken");
  }

  private static Kernels vector(String name) {
    try {
      return new VectorKernels(false);
    } catch (LinkageError absent) {
      throw new FrostException(
          "frost.kernels=" + name + " needs the JVM option --add-modules=jdk.incubator.vector",
          absent);
    }
  }
}

package org.frostml.kernel;

/**
 * The hot loops of sparse training.
 *
 * <p>Matrices of activations are feature-major with the batch innermost: {@code x[feature * width +
 * example]}, where {@code width} is a multiple of {@link #LANES} and surplus columns hold zeros in
 * {@code dY}. A sparse matrix is CSR with absolute pointers: the non-zeros of row r are the
 * positions {@code ptr[r] <= p < ptr[r + 1]} of {@code idx} and {@code values}, which several
 * matrices share.
 *
 * <p>Every output is one chain of additions in a fixed order, so results do not depend on
 * scheduling. The order of {@link #sddmm} and {@link #gemmNT} is the same, so a fine and a coarse
 * gradient agree bit for bit where both exist. Arguments are checked where shapes are made; kernels
 * carry asserts only.
 */
public sealed interface Kernels permits ScalarKernels, VectorKernels {
  /** Columns of a batch come in multiples of this many. */
  int LANES = 8;

  /** The name for logs and provenance: {@code scalar} or {@code vector}. */
  String name();

  /**
   * Sparse times dense, Y = A X + b: the forward pass, and on the transpose the backward-data pass.
   *
   * @param rows rows of A and Y
   * @param biasAt position in {@code values} of the bias of row 0, or -1 for none
   * @param y overwritten, rows x width
   */
  void spmm(
      int rows, int[] ptr, int[] idx, float[] values, int biasAt, float[] x, float[] y, int width);

  /**
   * Sampled dense times dense, g_p += (dY X^T)_{r, idx[p]} for the non-zeros p of every row r: the
   * weight gradient on the support.
   */
  void sddmm(int rows, int[] ptr, int[] idx, float[] dy, float[] x, float[] g, int width);

  /** Dense weight gradient, G += dY X^T with G rows x cols, row-major from {@code g[at]}. */
  void gemmNT(int rows, int cols, float[] dy, float[] x, float[] g, int at, int width);

  /** The width that holds {@code examples} columns. */
  static int width(int examples) {
    return (examples + LANES - 1) / LANES * LANES;
  }

  /**
   * The kernels of this JVM: those named by the system property {@code frost.kernels}, or without
   * it vector where the JVM has the Vector API and the machine registers wide enough, and scalar
   * elsewhere.
   *
   * @throws IllegalStateException if vector is asked for and the JVM lacks the module, or for
   *     another name
   */
  static Kernels chosen() {
    String name = System.getProperty("frost.kernels");
    if (name != null) {
      return named(name);
    }
    boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    // On narrower registers the Vector API emulates, which is slower than plain loops.
    return module && VectorKernels.areNative() ? new VectorKernels() : new ScalarKernels();
  }

  /**
   * The kernels of that name, never a substitute: a run must not mix the sums of one with those of
   * the other.
   *
   * @throws IllegalStateException if this JVM cannot give them, or for another name
   */
  static Kernels named(String name) {
    switch (name) {
      case "scalar":
        return new ScalarKernels();
      case "vector":
        try {
          return new VectorKernels();
        } catch (LinkageError absent) {
          throw new IllegalStateException(
              "frost.kernels=vector needs the JVM option --add-modules=jdk.incubator.vector",
              absent);
        }
      default:
        throw new IllegalStateException("frost.kernels must be scalar or vector: " + name);
    }
  }
}

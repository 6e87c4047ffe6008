package org.frostml.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.frostml.FrostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One contract for all kernels: they agree with a double-precision reference, on sizes that hurt.
 */
class KernelsTest {
  private static final int[] ROWS = {1, 2, 5, 6, 7, 8, 9, 31, 257};
  private static final int[] COLS = {1, 2, 7, 8, 9, 31, 257};
  private static final int[] WIDTHS = {16, 32, 48, 64, 80, 128, 144, 256};
  private static final double[] DENSITIES = {0, 0.1, 1};

  /** The kernels of that name; the test is skipped where they need a library that is not there. */
  private static Kernels kernels(String name) {
    try {
      return Kernels.named(name);
    } catch (FrostException absent) {
      assumeFalse(name.equals("blas"), absent.getMessage());
      throw absent;
    }
  }

  /** Makes what these kernels gather exact, whether they round or not. */
  private static void exact(String name, KernelProblem p) {
    if (name.endsWith(Kernels.ROUNDED)) {
      p.round();
    }
  }

  private static void onAllSizes(Consumer<KernelProblem> test) {
    for (int rows : ROWS) {
      for (int cols : COLS) {
        for (int width : WIDTHS) {
          for (double density : DENSITIES) {
            test.accept(new KernelProblem(rows, cols, width, density));
          }
        }
      }
    }
  }

  private static void close(double expected, float actual, int n, Object what) {
    assertEquals(expected, actual, 1e-5 * n, what::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "blas", "scalar-bfloat16", "vector-bfloat16"})
  void spmmAgreesWithTheReference(String name) {
    Kernels kernels = kernels(name);
    onAllSizes(
        p -> {
          exact(name, p);
          for (boolean bias : new boolean[] {false, true}) {
            for (boolean relu : new boolean[] {false, true}) {
              float[] t = p.t.clone();
              Arrays.fill(t, p.y, p.dy, 7);
              spmm(kernels, p, 0, p.rows, bias, relu, t);
              double[] expected = p.forward(bias, relu);
              for (int i = 0; i < expected.length; i++) {
                close(expected[i], t[p.y + i], p.cols + 1, p);
              }
            }
          }
        });
  }

  private static void spmm(
      Kernels kernels, KernelProblem p, int from, int to, boolean bias, boolean relu, float[] t) {
    int biasAt = bias ? p.biasAt : -1;
    kernels.spmm(from, to, p.ptr, p.idx, p.values, biasAt, relu, t, p.x, p.y, p.width);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "blas", "scalar-bfloat16", "vector-bfloat16"})
  void sddmmAgreesWithTheReference(String name) {
    Kernels kernels = kernels(name);
    onAllSizes(
        p -> {
          exact(name, p);
          float[] g = KernelProblem.filled(p.values.length, 2);
          float[] t = p.t.clone();
          kernels.sddmm(0, p.rows, p.ptr, p.idx, t, p.dy, p.x, g, p.width);
          for (int r = 0; r < p.rows; r++) {
            for (int q = p.ptr[r]; q < p.ptr[r + 1]; q++) {
              close(2 + p.dot(r, p.idx[q]), g[q], p.width, p);
            }
          }
          for (int q = 0; q < g.length; q++) {
            assertTrue(g[q] == 2 || q >= p.ptr[0] && q < p.biasAt, "wrote where no weight is");
          }
          assertArrayEquals(p.t, t);
        });
  }

  /** X without its zeros gives the bits of X with them, forwards and backwards. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "blas"})
  void sparseBatchesGiveTheBitsOfWholeOnes(String name) {
    Kernels kernels = kernels(name);
    onAllSizes(
        p -> {
          int examples = p.width - 3;
          SparseBatch x = p.thinned(examples);
          forward(kernels, p, x);
          backward(kernels, p, x);
        });
  }

  private static void forward(Kernels kernels, KernelProblem p, SparseBatch x) {
    spmm(kernels, p, 0, p.rows, true, false, p.t);
    float[] y = new float[p.width * p.rows];
    for (int i = 0; i < y.length; i++) {
      y[i] = p.values[p.biasAt + i % p.rows];
    }
    int half = x.examples() / 2;
    kernels.spspmm(0, half, x, p.colPtr, p.row, p.source, p.values, y, 0, p.rows);
    kernels.spspmm(half, x.examples(), x, p.colPtr, p.row, p.source, p.values, y, 0, p.rows);
    for (int i = 0; i < x.examples(); i++) {
      for (int r = 0; r < p.rows; r++) {
        assertEquals(p.t[p.y + r * p.width + i], y[i * p.rows + r], p::toString);
      }
    }
  }

  private static void backward(Kernels kernels, KernelProblem p, SparseBatch x) {
    float[] dots = KernelProblem.filled(p.values.length, 2);
    kernels.sddmm(0, p.rows, p.ptr, p.idx, p.t, p.dy, p.x, dots, p.width);
    float[] xt = new float[p.width * p.cols + 2 * Kernels.LANES];
    for (int i = 0; i < p.width * p.cols; i++) {
      xt[i] = p.t[p.x + i % p.cols * p.width + i / p.cols];
    }
    float[] outer = KernelProblem.filled(p.rows * p.cols, 2);
    // Only the library adds in an order of its own.
    Kernels dense = kernels.name().equals("blas") ? Kernels.named("vector") : kernels;
    dense.gemm(0, p.rows, p.width, p.cols, p.t, p.dy, p.width, 1, xt, 0, outer, 0);
    float[] dyt = new float[p.width * p.rows];
    for (int i = 0; i < dyt.length; i++) {
      dyt[i] = p.t[p.dy + i % p.rows * p.width + i / p.rows];
    }
    int last = p.rows / 2 + 1;
    int distinct = x.turn(p.cols);
    for (int k = 0; k < distinct; k++) {
      int c = x.column(k);
      float[] g = KernelProblem.filled(4 + p.rows, 2);
      kernels.columnOuter(x, k, dyt, 0, p.rows, 0, last, g, 4);
      for (int r = 0; r < last; r++) {
        assertEquals(outer[r * p.cols + c], g[4 + r], p::toString);
      }
      g = KernelProblem.filled(4 + p.rows, 2);
      kernels.columnDots(x, k, p.row, p.colPtr[c], p.colPtr[c + 1], dyt, 0, p.rows, g, 4);
      for (int q = p.colPtr[c]; q < p.colPtr[c + 1]; q++) {
        assertEquals(dots[p.source[q]], g[4 + q - p.colPtr[c]], p::toString);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "blas"})
  void biasGradientAgreesWithTheReference(String name) {
    Kernels kernels = kernels(name);
    onAllSizes(
        p -> {
          for (boolean relu : new boolean[] {false, true}) {
            float[] g = KernelProblem.filled(4 + p.rows, 2);
            float[] t = p.t.clone();
            kernels.biasGradient(0, p.rows, relu, t, p.y, p.dy, g, 4, p.width);
            for (int r = 0; r < p.rows; r++) {
              double sum = 2;
              for (int i = r * p.width; i < (r + 1) * p.width; i++) {
                float open = !relu || p.t[p.y + i] > 0 ? p.t[p.dy + i] : 0;
                assertEquals(open, t[p.dy + i]);
                sum += open;
              }
              close(sum, g[4 + r], p.width, p);
            }
          }
        });
  }

  /** Forward, backward and the weight gradient of a dense layer. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "blas"})
  void gemmAgreesWithTheReference(String name) {
    Kernels kernels = kernels(name);
    for (int rows : ROWS) {
      for (int inner : COLS) {
        for (int n : new int[] {1, 2, 10, 15, 16, 17, 31, 32, 33, 48, 80, 128, 300}) {
          Random random = new Random(rows * 31L + inner * 17L + n);
          float[] a = KernelProblem.random(random, 3 + rows * inner);
          float[] b = KernelProblem.random(random, 5 + inner * n + 2 * Kernels.LANES);
          String sizes = rows + " x " + inner + " x " + n;
          float[] c = KernelProblem.filled(7 + rows * n + 3, 2);
          kernels.gemm(0, rows, inner, n, a, 3, inner, 1, b, 5, c, 7);
          requireProduct(rows, inner, n, a, inner, 1, b, c, sizes);
          // The same numbers taken for A's transpose.
          Arrays.fill(c, 2);
          kernels.gemm(0, rows, inner, n, a, 3, 1, rows, b, 5, c, 7);
          requireProduct(rows, inner, n, a, 1, rows, b, c, sizes + ", transposed");
        }
      }
    }
  }

  private static void requireProduct(
      int rows, int inner, int n, float[] a, int aRow, int aStep, float[] b, float[] c, String s) {
    for (int r = 0; r < rows; r++) {
      double[] sums = new double[n];
      for (int k = 0; k < inner; k++) {
        for (int j = 0; j < n; j++) {
          sums[j] += (double) a[3 + r * aRow + k * aStep] * b[5 + k * n + j];
        }
      }
      for (int j = 0; j < n; j++) {
        close(2 + sums[j], c[7 + r * n + j], inner + 1, s);
      }
    }
    for (int i = 0; i < c.length; i++) {
      assertTrue(c[i] == 2 || i >= 7 && i < 7 + rows * n, s + ": wrote beside C");
    }
  }

  /** A kernel on some rows: what it changes is in t and in g. */
  private interface Call {
    void run(Kernels kernels, KernelProblem p, int from, int to, float[] t, float[] g);
  }

  private static final Map<String, Call> CALLS =
      Map.of(
          "spmm",
          (k, p, from, to, t, g) -> spmm(k, p, from, to, true, true, t),
          "sddmm",
          (k, p, from, to, t, g) -> k.sddmm(from, to, p.ptr, p.idx, t, p.dy, p.x, g, p.width),
          "biasGradient",
          (k, p, from, to, t, g) ->
              k.biasGradient(from, to, true, t, p.y, p.dy, g, p.biasAt, p.width),
          "gemm",
          (k, p, from, to, t, g) ->
              k.gemm(from, to, p.cols, p.width, p.dense(), 0, p.cols, 1, t, p.x, t, p.y),
          "gemm of the transpose",
          (k, p, from, to, t, g) ->
              k.gemm(from, to, p.cols, p.width, p.dense(), 0, 1, p.rows, t, p.x, t, p.y),
          "gemm of odd columns",
          (k, p, from, to, t, g) ->
              k.gemm(from, to, p.width, p.cols, t, p.dy, p.width, 1, t, p.x, g, p.biasAt));

  private static float[] room(KernelProblem p) {
    return KernelProblem.filled(p.biasAt + p.rows * p.cols + p.rows, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "scalar-bfloat16", "vector-bfloat16"})
  void anySplitOfTheRowsGivesTheSameBits(String name) {
    Kernels kernels = kernels(name);
    CALLS.forEach(
        (what, call) -> {
          for (int[] size : new int[][] {{1, 9, 16}, {7, 31, 48}, {31, 10, 80}, {257, 31, 144}}) {
            KernelProblem p = new KernelProblem(size[0], size[1], size[2], 0.4);
            float[] t = p.t.clone();
            float[] g = room(p);
            call.run(kernels, p, 0, p.rows, t, g);
            for (int piece : new int[] {1, 2, 5, 6, 7, 100}) {
              float[] splitT = p.t.clone();
              float[] splitG = room(p);
              for (int from = 0; from < p.rows; from += piece) {
                call.run(kernels, p, from, Math.min(p.rows, from + piece), splitT, splitG);
              }
              assertArrayEquals(t, splitT, () -> what + " " + p + ", by " + piece);
              assertArrayEquals(g, splitG, () -> what + " " + p + ", by " + piece);
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "blas", "scalar-bfloat16", "vector-bfloat16"})
  void rowsOutsideTheRangeAreLeftAlone(String name) {
    Kernels kernels = kernels(name);
    CALLS.forEach(
        (what, call) -> {
          for (int[] range : new int[][] {{0, 0}, {31, 31}, {3, 4}, {2, 9}, {0, 8}, {24, 31}}) {
            KernelProblem p = new KernelProblem(31, 9, 48, 0.4);
            float[] t = p.t.clone();
            float[] g = room(p);
            call.run(kernels, p, range[0], range[1], t, g);
            String where = what + " on rows " + range[0] + " to " + range[1];
            for (int i = 0; i < t.length; i++) {
              int row = (i < p.dy ? i - p.y : i - p.dy) / p.width;
              boolean inside = i >= p.y && row >= range[0] && row < range[1];
              assertTrue(inside || t[i] == p.t[i], () -> where + " changed activations");
            }
            for (int i = 0; i < g.length; i++) {
              assertTrue(mayWrite(what, p, range, i) || g[i] == 2, () -> where + " changed g");
            }
          }
        });
  }

  private static boolean mayWrite(String what, KernelProblem p, int[] range, int i) {
    int at = i - p.biasAt;
    switch (what) {
      case "sddmm":
        return i >= p.ptr[range[0]] && i < p.ptr[range[1]];
      case "biasGradient":
        return at >= range[0] && at < range[1];
      case "gemm of odd columns":
        return at >= range[0] * p.cols && at < range[1] * p.cols;
      default:
        return false;
    }
  }

  /** So a layer may run sparse or dense. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "scalar-bfloat16", "vector-bfloat16"})
  void sparseAndDenseProductsAreEqual(String name) {
    Kernels kernels = kernels(name);
    onAllSizes(
        p -> {
          exact(name, p);
          float[] sparse = p.t.clone();
          spmm(kernels, p, 0, p.rows, true, false, sparse);
          float[] a = p.dense();
          float[] turned = new float[2 * a.length];
          System.arraycopy(a, 0, turned, 0, a.length);
          Transpose.matrix(turned, 0, p.rows, p.cols, a.length);
          for (boolean transposed : new boolean[] {false, true}) {
            float[] dense = p.t.clone();
            for (int r = 0; r < p.rows; r++) {
              int row = p.y + r * p.width;
              Arrays.fill(dense, row, row + p.width, p.values[p.biasAt + r]);
            }
            if (transposed) {
              kernels.gemm(
                  0, p.rows, p.cols, p.width, turned, a.length, 1, p.rows, dense, p.x, dense, p.y);
            } else {
              kernels.gemm(0, p.rows, p.cols, p.width, a, 0, p.cols, 1, dense, p.x, dense, p.y);
            }
            for (int i = p.y; i < p.dy; i++) {
              // Not their bits: multiplying by zero may make 0 of -0.
              assertTrue(sparse[i] == dense[i], p::toString);
            }
          }
        });
  }

  @Test
  void namesAreStrict() {
    assertEquals("scalar", Kernels.named("scalar").name());
    assertEquals("vector", Kernels.named("vector").name());
    Kernels rounded = Kernels.named("vector-bfloat16");
    assertEquals("vector-bfloat16", rounded.name());
    assertEquals("vector-bfloat16", rounded.rounded().name());
    assertEquals("vector", rounded.exact().name());
    assertEquals("scalar-bfloat16", Kernels.named("scalar").rounded().name());
    assertThrows(FrostException.class, () -> Kernels.named("vector-bfloat16-bfloat16"));
    assertEquals(
        "frost.kernels must be scalar, vector or blas: vectr; without it the best of this machine are"
            + " taken",
        assertThrows(FrostException.class, () -> Kernels.named("vectr")).getMessage());
  }

  @Test
  void blasIsNeverSubstituted() {
    try {
      assertEquals("blas", Kernels.named("blas").name());
      assertEquals("blas-bfloat16", Kernels.named("blas-bfloat16").name());
      assertEquals("blas", Kernels.named("blas-bfloat16").exact().name());
    } catch (FrostException absent) {
      String message = absent.getMessage();
      assertTrue(message.startsWith("frost.kernels=blas needs a native BLAS"), message);
    }
  }

  @Test
  void widthsAreWholeCacheLines() {
    assertEquals(16, Kernels.width(1));
    assertEquals(16, Kernels.width(16));
    assertEquals(32, Kernels.width(17));
    assertEquals(128, Kernels.width(128));
  }
}

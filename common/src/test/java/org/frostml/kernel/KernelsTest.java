package org.frostml.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One contract for all kernels: they agree with a double-precision reference, on sizes that hurt.
 */
class KernelsTest {
  private static final List<Kernels> ALL = List.of(new ScalarKernels(), new VectorKernels());

  static Stream<Arguments> cases() {
    return ALL.stream()
        .flatMap(
            k ->
                Stream.of(1, 2, 3, 5, 7, 8, 9, 31, 257)
                    .flatMap(
                        rows ->
                            Stream.of(1, 2, 7, 8, 9, 31, 257)
                                .flatMap(
                                    cols ->
                                        Stream.of(8, 16, 24, 32, 40, 64, 72, 104, 128)
                                            .map(width -> Arguments.of(k, rows, cols, width)))));
  }

  @ParameterizedTest(name = "{1} x {2}, width {3}")
  @MethodSource("cases")
  void agreesWithTheReference(Kernels kernels, int rows, int cols, int width) {
    Random random = new Random(rows * 31L + cols * 17L + width);
    for (double density : new double[] {0, 0.1, 1}) {
      Problem p = new Problem(random, rows, cols, width, density);
      float[] y = filled(rows * width, 7);
      kernels.spmm(rows, p.ptr, p.idx, p.values, p.biasAt, p.x, y, width);
      close(p.forward(true), y, cols + 1);
      kernels.spmm(rows, p.ptr, p.idx, p.values, -1, p.x, y, width);
      close(p.forward(false), y, cols);
      double[] outer = p.outer();
      float[] dense = filled(5 + rows * cols, 2);
      kernels.gemmNT(rows, cols, p.dy, p.x, dense, 5, width);
      float[] sampled = filled(p.values.length, 2);
      kernels.sddmm(rows, p.ptr, p.idx, p.dy, p.x, sampled, width);
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < cols; c++) {
          assertEquals(2 + outer[r * cols + c], dense[5 + r * cols + c], 1e-5 * width);
        }
        for (int q = p.ptr[r]; q < p.ptr[r + 1]; q++) {
          // Bit for bit: a fine and a coarse gradient agree where both exist.
          assertEquals(dense[5 + r * cols + p.idx[q]], sampled[q]);
        }
      }
    }
  }

  @Test
  void vectorSumsHaveOneOrder() {
    // reduceLanes would be free to add in another order once compiled: the first call and the last
    // must agree.
    Problem p = new Problem(new Random(1), 9, 31, 40, 1);
    Kernels kernels = new VectorKernels();
    float[] first = new float[9 * 31];
    kernels.gemmNT(9, 31, p.dy, p.x, first, 0, 40);
    float[] last = first;
    for (int i = 0; i < 20_000; i++) {
      last = new float[9 * 31];
      kernels.gemmNT(9, 31, p.dy, p.x, last, 0, 40);
    }
    assertArrayEquals(first, last);
  }

  @Test
  void namesAreStrict() {
    assertEquals("scalar", Kernels.named("scalar").name());
    assertEquals("vector", Kernels.named("vector").name());
    assertEquals(
        "frost.kernels must be scalar or vector: vectr",
        assertThrows(IllegalStateException.class, () -> Kernels.named("vectr")).getMessage());
  }

  @Test
  void widthsAreWholeVectors() {
    assertEquals(8, Kernels.width(1));
    assertEquals(8, Kernels.width(8));
    assertEquals(16, Kernels.width(9));
  }

  private static void close(double[] expected, float[] actual, int n) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-5 * n);
    }
  }

  private static float[] filled(int size, float value) {
    float[] array = new float[size];
    java.util.Arrays.fill(array, value);
    return array;
  }

  /** A random sparse matrix whose positions start behind others', with dense partners. */
  private static final class Problem {
    private static final int START = 3;
    final int rows;
    final int cols;
    final int width;
    final int[] ptr;
    final int[] idx;
    final float[] values;
    final int biasAt;
    final float[] x;
    final float[] dy;

    Problem(Random random, int rows, int cols, int width, double density) {
      this.rows = rows;
      this.cols = cols;
      this.width = width;
      ptr = new int[rows + 1];
      ptr[0] = START;
      int[] columns = new int[START + rows * cols];
      int at = START;
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < cols; c++) {
          if (random.nextDouble() < density) {
            columns[at++] = c;
          }
        }
        ptr[r + 1] = at;
      }
      idx = java.util.Arrays.copyOf(columns, at + rows);
      biasAt = at;
      values = random(random, at + rows);
      x = random(random, cols * width);
      dy = random(random, rows * width);
    }

    private static float[] random(Random random, int size) {
      float[] array = new float[size];
      for (int i = 0; i < size; i++) {
        array[i] = random.nextFloat() * 2 - 1;
      }
      return array;
    }

    double[] forward(boolean bias) {
      double[] y = new double[rows * width];
      for (int r = 0; r < rows; r++) {
        for (int b = 0; b < width; b++) {
          y[r * width + b] = bias ? values[biasAt + r] : 0;
          for (int p = ptr[r]; p < ptr[r + 1]; p++) {
            y[r * width + b] += (double) values[p] * x[idx[p] * width + b];
          }
        }
      }
      return y;
    }

    double[] outer() {
      double[] g = new double[rows * cols];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < cols; c++) {
          for (int b = 0; b < width; b++) {
            g[r * cols + c] += (double) dy[r * width + b] * x[c * width + b];
          }
        }
      }
      return g;
    }
  }
}

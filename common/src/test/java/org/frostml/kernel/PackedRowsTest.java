package org.frostml.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One example at a time gives the bits that the vector kernels give a batch. */
class PackedRowsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 16, 31, 257})
  void givesTheBitsOfABatch(int rows) {
    for (int cols : new int[] {1, 9, 100}) {
      for (double density : new double[] {0, 0.05, 0.5, 1}) {
        for (boolean relu : new boolean[] {true, false}) {
          requireBitsOfABatch(rows, cols, density, relu);
        }
      }
    }
  }

  private static void requireBitsOfABatch(int rows, int cols, double density, boolean relu) {
    Random random = new Random(rows * 1000L + cols);
    // Positions before and after are other layers'.
    int[] ptr = new int[rows + 1];
    int[] idx = new int[5 + rows * cols];
    int at = 5;
    for (int r = 0; r < rows; r++) {
      ptr[r] = at;
      // Some rows are empty, whatever the density.
      for (int c = 0; c < cols && r % 5 != 3; c++) {
        if (random.nextDouble() < density) {
          idx[at++] = c;
        }
      }
    }
    ptr[rows] = at;
    float[] values = KernelProblem.random(random, at + rows);
    int width = Kernels.LANES;
    float[] t = KernelProblem.random(random, (cols + rows) * width);
    PackedRows packed = new PackedRows(rows, cols, ptr, idx, values, at, relu);
    new VectorKernels(false).spmm(0, rows, ptr, idx, values, at, relu, t, 0, cols * width, width);
    for (int i = 0; i < width; i++) {
      float[] x = new float[cols + 1];
      for (int c = 0; c < cols; c++) {
        x[c] = t[c * width + i];
      }
      float[] expected = new float[rows];
      for (int r = 0; r < rows; r++) {
        expected[r] = t[(cols + r) * width + i];
      }
      float[] y = new float[rows + 1];
      Arrays.fill(y, 0, rows, Float.NaN);
      packed.multiply(x, y);
      assertArrayEquals(expected, Arrays.copyOf(y, rows), rows + " x " + cols + ", " + density);
      assertEquals(relu ? 0 : 0f, y[rows], "the 0 after the features");
    }
  }

  /** A feature that is not finite reaches the rows with a weight on it, and no others. */
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void whatIsNotFiniteStaysWhereItIsHeard(float bad) {
    int[] ptr = {0, 1, 3, 3};
    float[] values = {1, 1, 1, 10, 20, 30};
    PackedRows packed = new PackedRows(3, 2, ptr, new int[] {1, 0, 1}, values, 3, false);
    float[] y = new float[4];
    packed.multiply(new float[] {bad, 2, 0}, y);
    assertArrayEquals(new float[] {12, 20 + bad + 2, 30, 0}, y);
  }
}

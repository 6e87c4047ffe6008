package org.frostml.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TransposeTest {
  private static final int[] SIZES = {1, 7, 8, 9, 16, 17, 31, 257};

  @Test
  void turnsMatricesOfAllSizes() {
    for (int rows : SIZES) {
      for (int cols : SIZES) {
        int to = 3 + rows * cols + 2;
        float[] before = KernelProblem.random(new Random(rows), to + rows * cols + 4);
        float[] a = before.clone();
        Transpose.matrix(a, 3, rows, cols, to);
        for (int r = 0; r < rows; r++) {
          for (int c = 0; c < cols; c++) {
            assertEquals(before[3 + r * cols + c], a[to + c * rows + r]);
          }
        }
        requireTheSame(before, a, 0, to);
        requireTheSame(before, a, to + rows * cols, a.length);
      }
    }
  }

  @Test
  void gathersRowsAsColumns() {
    int width = 288;
    for (int cols : SIZES) {
      for (int count : SIZES) {
        Random random = new Random(count);
        float[] x = KernelProblem.random(random, 300 * cols);
        int[] rows = random.ints(count, 0, 300).toArray();
        float[] before = KernelProblem.random(random, 4 + cols * width);
        float[] t = before.clone();
        Transpose.gather(x, cols, rows, count, t, 4, width);
        for (int c = 0; c < cols; c++) {
          int row = 4 + c * width;
          for (int i = 0; i < count; i++) {
            assertEquals(x[rows[i] * cols + c], t[row + i]);
          }
          // Surplus columns are somebody else's to fill.
          requireTheSame(before, t, row + count, row + width);
        }
        requireTheSame(before, t, 0, 4);
      }
    }
  }

  private static void requireTheSame(float[] before, float[] after, int from, int to) {
    for (int i = from; i < to; i++) {
      assertEquals(before[i], after[i], "wrote beside the matrix");
    }
  }
}

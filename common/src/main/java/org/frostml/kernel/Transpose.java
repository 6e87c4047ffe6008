package org.frostml.kernel;

/** Turns matrices over, block by block, so that both sides are read and written by cache lines. */
public final class Transpose {
  private static final int BLOCK = 16;

  private Transpose() {}

  /** rows x cols from {@code a[at]} to cols x rows from {@code a[to]}, within one array. */
  public static void matrix(float[] a, int at, int rows, int cols, int to) {
    for (int r = 0; r < rows; r += BLOCK) {
      int end = Math.min(rows, r + BLOCK);
      for (int c = 0; c < cols; c++) {
        for (int i = r; i < end; i++) {
          a[to + c * rows + i] = a[at + i * cols + c];
        }
      }
    }
  }

  /**
   * The rows {@code rows[0]} to {@code rows[count - 1]} of x, each of {@code cols} floats, as the
   * columns of a cols x width matrix from {@code t[to]}.
   */
  public static void gather(
      float[] x, int cols, int[] rows, int count, float[] t, int to, int width) {
    for (int r = 0; r < count; r += BLOCK) {
      int last = Math.min(count, r + BLOCK);
      for (int c = 0; c < cols; c++) {
        for (int i = r; i < last; i++) {
          t[to + c * width + i] = x[rows[i] * cols + c];
        }
      }
    }
  }

  /** The same of rows of bytes, each byte k as {@code values[k & 0xff]}. */
  public static void gather(
      byte[] x, float[] values, int cols, int[] rows, int count, float[] t, int to, int width) {
    for (int r = 0; r < count; r += BLOCK) {
      int last = Math.min(count, r + BLOCK);
      for (int c = 0; c < cols; c++) {
        for (int i = r; i < last; i++) {
          t[to + c * width + i] = values[x[rows[i] * cols + c] & 0xff];
        }
      }
    }
  }
}

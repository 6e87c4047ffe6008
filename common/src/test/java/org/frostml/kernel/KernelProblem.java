package org.frostml.kernel;

import java.util.Arrays;
import java.util.Random;

/**
 * A random layer for the kernels: a sparse matrix whose positions start after others', its bias
 * after them, and activations at odd places of one array.
 */
final class KernelProblem {
  private static final int START = 3;

  final int rows;
  final int cols;
  final int width;
  final int[] ptr;
  final int[] idx;
  final float[] values;
  final int biasAt;
  final int[] colPtr;
  final int[] row;
  final int[] source;
  final float[] t;
  final int x = 5;
  final int y;
  final int dy;

  KernelProblem(int rows, int cols, int width, double density) {
    this.rows = rows;
    this.cols = cols;
    this.width = width;
    Random random = new Random(rows * 31L + cols * 17L + width);
    ptr = new int[rows + 1];
    ptr[0] = START;
    int[] columns = new int[START + rows * cols];
    int at = START;
    for (int r = 0; r < rows; r++) {
      // Every 7th row is empty.
      for (int c = 0; c < cols && (r % 7 != 3 || density == 1); c++) {
        if (random.nextDouble() < density) {
          columns[at++] = c;
        }
      }
      ptr[r + 1] = at;
    }
    idx = Arrays.copyOf(columns, at + rows);
    biasAt = at;
    values = random(random, at + rows);
    colPtr = new int[cols + 1];
    row = new int[at - START];
    source = new int[row.length];
    int q = 0;
    for (int c = 0; c < cols; c++) {
      for (int r = 0; r < rows; r++) {
        for (int p = ptr[r]; p < ptr[r + 1]; p++) {
          if (columns[p] == c) {
            row[q] = r;
            source[q++] = p;
          }
        }
      }
      colPtr[c + 1] = q;
    }
    y = x + cols * width;
    dy = y + rows * width;
    t = random(random, dy + rows * width + 2 * Kernels.LANES);
    // Half of what a ReLU gives is 0.
    for (int i = y; i < dy; i++) {
      t[i] = Math.max(t[i], 0);
    }
  }

  /** Rounds X, as some kernels do when they gather it. */
  void round() {
    for (int i = x; i < y; i++) {
      t[i] = Rounded.of(t[i]);
    }
  }

  static float[] random(Random random, int size) {
    float[] array = new float[size];
    for (int i = 0; i < size; i++) {
      array[i] = random.nextFloat() * 2 - 1;
    }
    return array;
  }

  static float[] filled(int size, float value) {
    float[] array = new float[size];
    Arrays.fill(array, value);
    return array;
  }

  /**
   * Makes most of X zeros, and of dY all that belongs to examples that there are not.
   *
   * @return X without zeros
   */
  SparseBatch thinned(int examples) {
    Random random = new Random(width);
    SparseBatch batch = new SparseBatch();
    batch.add(0, 7);
    batch.end();
    batch.turn(cols);
    batch.clear();
    for (int i = 0; i < width; i++) {
      for (int c = 0; c < cols; c++) {
        // Some features are in most examples, and some in none.
        double share = c % 4 == 0 ? 0.8 : c % 4 == 1 ? 0 : 0.1;
        int at = x + c * width + i;
        t[at] = i < examples && random.nextDouble() < share ? t[at] : 0;
        if (i < examples) {
          batch.add(c, t[at]);
        }
      }
      if (i < examples) {
        batch.end();
      }
      for (int r = 0; r < rows && i >= examples; r++) {
        t[dy + r * width + i] = 0;
      }
    }
    return batch;
  }

  /** The matrix with all its zeros, row-major. */
  float[] dense() {
    float[] a = new float[rows * cols];
    for (int r = 0; r < rows; r++) {
      for (int p = ptr[r]; p < ptr[r + 1]; p++) {
        a[r * cols + idx[p]] = values[p];
      }
    }
    return a;
  }

  /** A X + b, with the bias or without. */
  double[] forward(boolean bias, boolean relu) {
    double[] out = new double[rows * width];
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < width; i++) {
        double sum = bias ? values[biasAt + r] : 0;
        for (int p = ptr[r]; p < ptr[r + 1]; p++) {
          sum += (double) values[p] * t[x + idx[p] * width + i];
        }
        out[r * width + i] = relu ? Math.max(sum, 0) : sum;
      }
    }
    return out;
  }

  /** The dot product of row r of dY with row c of X. */
  double dot(int r, int c) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += (double) t[dy + r * width + i] * t[x + c * width + i];
    }
    return sum;
  }

  @Override
  public String toString() {
    return rows + " x " + cols + ", width " + width + ", " + (biasAt - START) + " non-zeros";
  }
}

package org.frostml.optim;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** So many neighbouring columns each of a matrix within an array, or what is stored of them. */
sealed interface ColumnRanges extends Groups {
  /** Takes a number for every place from one on. */
  interface Places {
    void accept(int from, int count, double[] numbers);
  }

  /** Hands on, for every place, a function of the norm that its group has in z. */
  void each(float[] z, DoubleUnaryOperator ofNorm, Places places);

  @Override
  default double norms(float[] theta) {
    // Every one of a group's places has its share of the norm.
    double[] sum = {0};
    each(
        theta,
        norm -> norm == 0 ? 0 : 1 / norm,
        (from, count, inverses) -> {
          for (int i = 0; i < count; i++) {
            sum[0] += (double) theta[from + i] * theta[from + i] * inverses[i];
          }
        });
    return sum[0];
  }

  @Override
  default void shrink(float[] z, double threshold) {
    each(
        z,
        norm -> norm > threshold ? 1 - threshold / norm : 0,
        (from, count, left) -> {
          for (int i = 0; i < count; i++) {
            z[from + i] *= (float) left[i];
          }
        });
  }

  @Override
  default void addDirections(float[] theta, float[] v, double length) {
    each(
        theta,
        norm -> norm == 0 ? 0 : length / norm,
        (from, count, factors) -> {
          for (int i = 0; i < count; i++) {
            v[from + i] += (float) (factors[i] * theta[from + i]);
          }
        });
  }

  @Override
  default void marks(float[] v, double unit, float[] marks) {
    each(
        v,
        norm -> norm / unit,
        (from, count, lambdas) -> {
          for (int i = 0; i < count; i++) {
            marks[from + i] = (float) lambdas[i];
          }
        });
  }

  /** Row-major from a place on, with all zeros. */
  record Whole(int at, int rows, int cols, int width) implements ColumnRanges {
    /** Columns at a time, of which all rows stay in the cache. */
    private static final int PIECE = 512;

    @Override
    public void each(float[] z, DoubleUnaryOperator ofNorm, Places places) {
      int piece = Math.max(1, PIECE / width) * width;
      double[] numbers = new double[Math.min(piece, cols)];
      for (int c = 0; c < cols; c += piece) {
        int count = Math.min(piece, cols - c);
        Arrays.fill(numbers, 0);
        for (int r = 0; r < rows; r++) {
          int from = at + r * cols + c;
          for (int i = 0; i < count; i++) {
            numbers[i] += (double) z[from + i] * z[from + i];
          }
        }
        for (int i = 0; i < count; i += width) {
          double squares = 0;
          for (int k = i; k < i + width; k++) {
            squares += numbers[k];
          }
          Arrays.fill(numbers, i, i + width, ofNorm.applyAsDouble(Math.sqrt(squares)));
        }
        for (int r = 0; r < rows; r++) {
          places.accept(at + r * cols + c, count, numbers);
        }
      }
    }
  }

  /**
   * Column c at the places {@code source[q]} for {@code ptr[c] <= q < ptr[c + 1]}.
   *
   * @param columns those that are stored at all
   */
  record Stored(int[] columns, int[] ptr, int[] source, int width) implements ColumnRanges {
    @Override
    public void each(float[] z, DoubleUnaryOperator ofNorm, Places places) {
      double[] number = new double[1];
      int end = 0;
      for (int c : columns) {
        if (c < end) {
          continue;
        }
        int from = ptr[c];
        end = (c / width + 1) * width;
        int to = ptr[end];
        double squares = 0;
        for (int column = c; column < end; column++) {
          double of = 0;
          for (int q = ptr[column]; q < ptr[column + 1]; q++) {
            of += (double) z[source[q]] * z[source[q]];
          }
          squares += of;
        }
        number[0] = ofNorm.applyAsDouble(Math.sqrt(squares));
        for (int q = from; q < to; q++) {
          places.accept(source[q], 1, number);
        }
      }
    }
  }
}

package org.frostml.optim;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** The columns of a matrix within an array, or what is stored of them. */
sealed interface FeatureColumns {
  /** Takes a number for every place from one on. */
  interface Places {
    void accept(int from, int count, double[] numbers);
  }

  /** Hands on, for every place, a function of the norm that its column has in z. */
  void each(float[] z, DoubleUnaryOperator ofNorm, Places places);

  /** The sum of all norms. */
  default double norms(float[] theta) {
    // Every one of a column's places has its share of the norm.
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

  /** Takes {@code threshold} off every column's norm. */
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

  /** Adds {@code length} times theta's columns, each over its norm, to v. */
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

  /** Marks every place with its column's norm over {@code unit}. */
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
  record Whole(int at, int rows, int cols) implements FeatureColumns {
    /** Columns at a time, of which all rows stay in the cache. */
    private static final int PIECE = 512;

    @Override
    public void each(float[] z, DoubleUnaryOperator ofNorm, Places places) {
      double[] numbers = new double[Math.min(PIECE, cols)];
      for (int c = 0; c < cols; c += PIECE) {
        int count = Math.min(PIECE, cols - c);
        Arrays.fill(numbers, 0);
        for (int r = 0; r < rows; r++) {
          int from = at + r * cols + c;
          for (int i = 0; i < count; i++) {
            numbers[i] += (double) z[from + i] * z[from + i];
          }
        }
        for (int i = 0; i < count; i++) {
          numbers[i] = ofNorm.applyAsDouble(Math.sqrt(numbers[i]));
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
  record Stored(int[] columns, int[] ptr, int[] source) implements FeatureColumns {
    @Override
    public void each(float[] z, DoubleUnaryOperator ofNorm, Places places) {
      double[] number = new double[1];
      for (int c : columns) {
        double squares = 0;
        for (int q = ptr[c]; q < ptr[c + 1]; q++) {
          squares += (double) z[source[q]] * z[source[q]];
        }
        number[0] = ofNorm.applyAsDouble(Math.sqrt(squares));
        for (int q = ptr[c]; q < ptr[c + 1]; q++) {
          places.accept(source[q], 1, number);
        }
      }
    }
  }
}

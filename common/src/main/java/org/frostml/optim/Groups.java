package org.frostml.optim;

/** Groups of a block's numbers within an array, all of one size when whole. */
interface Groups {
  /** The sum of all norms. */
  double norms(float[] theta);

  /** Takes {@code threshold} off every group's norm. */
  void shrink(float[] z, double threshold);

  /** Adds {@code length} times theta's groups, each over its norm, to v. */
  void addDirections(float[] theta, float[] v, double length);

  /** Marks every place with its group's norm over {@code unit}. */
  void marks(float[] v, double unit, float[] marks);

  /** Those that lie in one piece each. */
  interface Pieces extends Groups {
    /** Takes a group's places, [from, to). */
    interface Piece {
      void of(int from, int to);
    }

    void each(Piece work);

    @Override
    default double norms(float[] theta) {
      double[] sum = {0};
      each((from, to) -> sum[0] += norm(theta, from, to));
      return sum[0];
    }

    @Override
    default void shrink(float[] z, double threshold) {
      each(
          (from, to) -> {
            double norm = norm(z, from, to);
            float left = (float) (norm > threshold ? 1 - threshold / norm : 0);
            for (int j = from; j < to; j++) {
              z[j] *= left;
            }
          });
    }

    @Override
    default void addDirections(float[] theta, float[] v, double length) {
      each(
          (from, to) -> {
            double norm = norm(theta, from, to);
            for (int j = from; norm > 0 && j < to; j++) {
              v[j] += (float) (length * theta[j] / norm);
            }
          });
    }

    @Override
    default void marks(float[] v, double unit, float[] marks) {
      each(
          (from, to) -> {
            float mark = (float) (norm(v, from, to) / unit);
            for (int j = from; j < to; j++) {
              marks[j] = mark;
            }
          });
    }

    static double norm(float[] z, int from, int to) {
      double squares = 0;
      for (int j = from; j < to; j++) {
        squares += (double) z[j] * z[j];
      }
      return Math.sqrt(squares);
    }
  }
}

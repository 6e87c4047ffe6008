package org.frostml.optim;

/** Groups that lie in one piece each. */
interface GroupPieces extends Groups {
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

package org.frostml.optim;

import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Weights;

/**
 * L(theta) = |A theta - y|^2 / (2 rows), where y = A truth and A is Gaussian: a convex problem
 * whose sparse answer is known.
 */
final class LeastSquares {
  /** As a matrix of that many columns, so that regularisers by rows have some. */
  private static final int COLS = 8;

  final float[] truth;
  private final double[][] a;

  /**
   * @param unknowns a multiple of 8
   * @param nonZeros of the truth, each of magnitude 1 to 2
   */
  LeastSquares(int equations, int unknowns, int nonZeros, long seed) {
    Rng rng = new Rng(seed);
    a = new double[equations][unknowns];
    for (double[] row : a) {
      for (int j = 0; j < unknowns; j++) {
        row[j] = rng.nextGaussian();
      }
    }
    truth = new float[unknowns];
    for (int left = nonZeros; left > 0; ) {
      int j = rng.nextInt(unknowns);
      if (truth[j] == 0) {
        truth[j] = (float) (rng.nextDouble(1, 2) * (rng.nextInt(2) == 0 ? 1 : -1));
        left--;
      }
    }
  }

  Layout layout() {
    Layout.Builder builder = new Layout.Builder();
    builder.add("w", Block.Kind.WEIGHT, truth.length / COLS, COLS);
    return builder.build();
  }

  /** A^T x / rows. */
  private double[] pull(double[] x) {
    double[] sum = new double[truth.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += a[i][j] * x[i] / a.length;
      }
    }
    return sum;
  }

  /** A x. */
  private double[] push(double[] x) {
    double[] sum = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < x.length; j++) {
        sum[i] += a[i][j] * x[j];
      }
    }
    return sum;
  }

  /** A (to - from). */
  private double[] push(float[] from, float[] to) {
    double[] step = new double[from.length];
    for (int j = 0; j < step.length; j++) {
      step[j] = (double) to[j] - from[j];
    }
    return push(step);
  }

  double loss(float[] theta) {
    return curvature(truth, theta);
  }

  /** |A (to - from)|^2 / (2 rows): L(to) - L(from) beyond what the gradient says. */
  double curvature(float[] from, float[] to) {
    double sum = 0;
    for (double x : push(from, to)) {
      sum += x * x / (2 * a.length);
    }
    return sum;
  }

  /** l, the gradient's Lipschitz constant: the largest eigenvalue of A^T A / rows. */
  double lipschitz() {
    double[] x = new double[truth.length];
    x[0] = 1;
    double norm = 0;
    for (int iteration = 0; iteration < 2000; iteration++) {
      double[] next = pull(push(x));
      norm = 0;
      for (double n : next) {
        norm += n * n;
      }
      norm = Math.sqrt(norm);
      for (int j = 0; j < x.length; j++) {
        x[j] = next[j] / norm;
      }
    }
    return norm;
  }

  /** The exact gradient, of all equations. */
  Gradient gradient(Weights weights, GradientScope scope) {
    double[] exact = pull(push(truth, weights.support().prolong(weights.values())));
    float[] all = new float[exact.length];
    for (int j = 0; j < all.length; j++) {
      all[j] = (float) exact[j];
    }
    Gradient g = Gradient.zero(scope, weights.support());
    float[] values = scope.parts() == 1 ? all : weights.support().restrict(all);
    System.arraycopy(values, 0, g.values(), 0, values.length);
    return g;
  }
}

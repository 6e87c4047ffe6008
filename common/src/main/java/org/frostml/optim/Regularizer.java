package org.frostml.optim;

import java.io.Serializable;

/** J, convex and separable over blocks, in units of lambda: the regulariser is lambda J. */
public sealed interface Regularizer extends Serializable permits Regularizer.None, Regularizer.L1 {
  /** J(theta) on {@code theta[from]} to {@code theta[to - 1]}. */
  double value(float[] theta, int from, int to);

  /**
   * Replaces z by prox_{threshold J}(z) = argmin_theta |theta - z|^2 / 2 + threshold J(theta) on
   * [from, to).
   */
  void prox(float[] z, int from, int to, float threshold);

  /** Adds lambda times an element of dJ(theta) to v on [from, to). */
  void addSubgradient(float[] theta, float[] v, int from, int to, float lambda);

  /** J = 0. */
  record None() implements Regularizer {
    @Override
    public double value(float[] theta, int from, int to) {
      return 0;
    }

    @Override
    public void prox(float[] z, int from, int to, float threshold) {}

    @Override
    public void addSubgradient(float[] theta, float[] v, int from, int to, float lambda) {}
  }

  /** J = |theta|_1; its prox is soft-thresholding, sign(z) max(|z| - threshold, 0). */
  record L1() implements Regularizer {
    @Override
    public double value(float[] theta, int from, int to) {
      double sum = 0;
      for (int j = from; j < to; j++) {
        sum += Math.abs(theta[j]);
      }
      return sum;
    }

    @Override
    public void prox(float[] z, int from, int to, float threshold) {
      for (int j = from; j < to; j++) {
        z[j] = z[j] - Math.max(-threshold, Math.min(z[j], threshold));
      }
    }

    @Override
    public void addSubgradient(float[] theta, float[] v, int from, int to, float lambda) {
      for (int j = from; j < to; j++) {
        v[j] += lambda * Math.signum(theta[j]);
      }
    }
  }
}

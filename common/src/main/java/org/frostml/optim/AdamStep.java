package org.frostml.optim;

/**
 * Adam's direction (Kingma, Ba, arXiv 1412.6980) with decoupled decay (Loshchilov, Hutter, arXiv
 * 1711.05101): v -= tau (m / (sqrt(u) + eps) + mu theta).
 *
 * <p>The moments m and u are kept bias-corrected: m_hat_t = m_hat_{t-1} + (1 - b1) / (1 - b1^t) (g
 * - m_hat_{t-1}) is the textbook's m_t / (1 - b1^t). So a weight may change from a clock that ticks
 * at fine steps to one that ticks at all of them, and its moments stay what they mean.
 *
 * @param beta1 b1, in [0, 1)
 * @param beta2 b2, in [0, 1)
 * @param epsilon eps, > 0
 * @param weightDecay mu, >= 0
 */
public record AdamStep(float beta1, float beta2, float epsilon, float weightDecay)
    implements GradientStep {
  public AdamStep {
    requireShare("beta1", beta1);
    requireShare("beta2", beta2);
    if (!(epsilon > 0 && epsilon < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("epsilon must be > 0: " + epsilon);
    }
    GradientStep.requireDecay(weightDecay);
  }

  private static void requireShare(String name, float beta) {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1): " + beta);
    }
  }

  @Override
  public int moments() {
    return 2;
  }

  /** (1 - beta) / (1 - beta^t): the weight of the t-th gradient, counted from 1. */
  private static float weight(float beta, long t) {
    return (float) ((1 - (double) beta) / (1 - StrictMath.pow(beta, t)));
  }

  @Override
  public void move(Active active, float[] g, float rate, float decay, int from, int to) {
    float[] theta = active.weights.values();
    float[] v = active.dual;
    float[] m = active.moments[0];
    float[] u = active.moments[1];
    float w1 = weight(beta1, active.steps);
    float w2 = weight(beta2, active.steps);
    for (int k = from; k < to; k++) {
      m[k] += w1 * (g[k] - m[k]);
      u[k] += w2 * (g[k] * g[k] - u[k]);
      v[k] -= rate * (m[k] / ((float) Math.sqrt(u[k]) + epsilon) + decay * theta[k]);
    }
  }

  /**
   * Moves flat arrays without decay, as off the support.
   *
   * @param t how many gradients there have been, this one included
   * @param g the gradient of coordinate {@code from} stands at {@code at}
   */
  void move(float[] v, float[][] moments, float[] g, int at, float rate, long t, int from, int to) {
    float[] m = moments[0];
    float[] u = moments[1];
    float w1 = weight(beta1, t);
    float w2 = weight(beta2, t);
    for (int j = from; j < to; j++) {
      float gradient = g[at + j - from];
      m[j] += w1 * (gradient - m[j]);
      u[j] += w2 * (gradient * gradient - u[j]);
      v[j] -= rate * (m[j] / ((float) Math.sqrt(u[j]) + epsilon));
    }
  }
}

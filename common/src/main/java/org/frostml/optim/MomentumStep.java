package org.frostml.optim;

/**
 * b = beta b + (1 - beta) tau (g + mu theta), v -= b: damped momentum (Bungert et al., JMLR 23,
 * 2022, Algorithm 2).
 *
 * @param momentum beta, in [0, 1)
 * @param weightDecay mu, >= 0
 */
public record MomentumStep(float momentum, float weightDecay) implements GradientStep {
  public MomentumStep {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1): " + momentum);
    }
    GradientStep.requireDecay(weightDecay);
  }

  @Override
  public int moments() {
    return momentum == 0 ? 0 : 1;
  }

  @Override
  public void move(Active active, float[] g, float rate, float decay, int from, int to) {
    float[] theta = active.weights.values();
    float[] v = active.dual;
    if (momentum == 0) {
      for (int k = from; k < to; k++) {
        v[k] -= rate * (g[k] + decay * theta[k]);
      }
    } else {
      float[] b = active.moments[0];
      for (int k = from; k < to; k++) {
        b[k] = momentum * b[k] + (1 - momentum) * (rate * (g[k] + decay * theta[k]));
        v[k] -= b[k];
      }
    }
  }
}

package org.frostml.optim;

/**
 * Stochastic gradient descent: theta -= b, b = beta b + (1 - beta) tau (g + mu theta). Its momentum
 * is damped as LinBreg's is, so that one learning rate means the same to both.
 *
 * @param momentum beta, in [0, 1)
 * @param weightDecay mu, >= 0
 */
public record Sgd(float momentum, float weightDecay) implements Dense {
  public Sgd {
    new Descent(momentum, weightDecay);
  }

  @Override
  public Direction direction() {
    return new Descent(momentum, weightDecay);
  }
}

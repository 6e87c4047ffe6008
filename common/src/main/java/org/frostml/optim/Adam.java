package org.frostml.optim;

/**
 * Adam with decoupled weight decay; see {@link Adaption}.
 *
 * @param beta1 of the mean of gradients, in [0, 1)
 * @param beta2 of the mean of their squares, in [0, 1)
 * @param epsilon > 0
 * @param weightDecay mu, >= 0
 */
public record Adam(float beta1, float beta2, float epsilon, float weightDecay) implements Dense {
  public Adam {
    new Adaption(beta1, beta2, epsilon, weightDecay);
  }

  @Override
  public Direction direction() {
    return new Adaption(beta1, beta2, epsilon, weightDecay);
  }
}

package org.frostml.optim;

/**
 * Stochastic gradient descent: theta -= b, b = beta b + (1 - beta) tau (g + mu theta). Its momentum
 * is damped as LinBreg's is, so that one learning rate means the same to both.
 */
public record Sgd(MomentumStep descent) implements DenseOptimizer {}

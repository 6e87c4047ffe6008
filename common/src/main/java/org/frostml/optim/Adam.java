package org.frostml.optim;

/** Adam with decoupled weight decay, of every weight; see {@link AdamStep}. */
public record Adam(AdamStep descent) implements DenseOptimizer {}

package org.frostml.optim;

import org.frostml.sparse.Grouping;

/** A rule whose support is what a regularizer's threshold leaves. */
public sealed interface Regularized extends Optimizer permits Bregman, ProxSgd {
  Regularizer regularizer();

  /** What chooses lambda. */
  DensityControl density();

  @Override
  default boolean endsWithTheRun() {
    return density().endsWithTheRun();
  }

  @Override
  default boolean isSparse() {
    return regularizer().thresholds() && !density().keepsAll();
  }

  @Override
  default Grouping grouping() {
    return regularizer().grouping();
  }

  @Override
  default boolean growsFromFew() {
    return true;
  }

  @Override
  default boolean choosesFeatures() {
    return isSparse() && regularizer().choosesFeatures();
  }

  @Override
  default double targetDensity() {
    return isSparse() ? density().target() : 1;
  }

  @Override
  default double mostDensity() {
    return isSparse() ? density().most() : 1;
  }
}

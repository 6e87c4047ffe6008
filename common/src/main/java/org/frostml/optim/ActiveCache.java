package org.frostml.optim;

import org.frostml.sparse.Support;

/** A rule's numbers on a support, kept from round to round: one at a time is good. */
public final class ActiveCache {
  private Optimizer rule;
  private Active active;

  /** Numbers of the rule on the support; what they hold is what was left in them. */
  public Active of(Optimizer optimizer, Support support) {
    if (active == null || active.support() != support || !optimizer.equals(rule)) {
      rule = optimizer;
      active = optimizer.allocate(support);
    }
    return active;
  }
}

package org.frostml.sparse;

/**
 * A gradient of the support and one of more, whose arrays serve again and again: one at a time is
 * good.
 */
public final class Gradients {
  private final Gradient[] last = new Gradient[2];

  /** Zero, to accumulate into; voids what this gave before of its kind. */
  public Gradient zero(GradientScope scope, Support support) {
    int kind = scope.parts() == 0 ? 0 : 1;
    return last[kind] = Gradient.zero(scope, support, last[kind]);
  }
}

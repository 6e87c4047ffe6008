package org.frostml.sparse;

/**
 * A gradient of the support and one of more, whose arrays serve again and again: one at a time is
 * good.
 */
public final class Gradients {
  private final Gradient[] last = new Gradient[2];

  /** Zero, to accumulate into; voids what this gave before of its kind. */
  public Gradient zero(GradientScope scope, Support support) {
    return zero(scope, support, false);
  }

  /**
   * The same.
   *
   * @param sparse whether of sparse examples
   */
  public Gradient zero(GradientScope scope, Support support, boolean sparse) {
    int kind = scope.parts() == 0 ? 0 : 1;
    return last[kind] = Gradient.zero(scope, support, sparse, last[kind]);
  }
}

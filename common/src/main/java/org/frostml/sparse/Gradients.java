package org.frostml.sparse;

/** A gradient of each level, whose arrays serve again and again: one at a time is good. */
public final class Gradients {
  private final Gradient[] last = new Gradient[Level.values().length];

  /** Zero, to accumulate into; voids what this gave before at the level. */
  public Gradient zero(Level level, Support support) {
    return last[level.ordinal()] = Gradient.zero(level, support, last[level.ordinal()]);
  }
}

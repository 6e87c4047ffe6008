package org.frostml.sparse;

/** The levels of the method. */
public enum Level {
  /** Every weight gets a gradient; the support may change. */
  FINE,
  /** The support and the weights that are close to it; among these it may change. */
  MIDDLE,
  /** Only the support moves. */
  COARSE
}

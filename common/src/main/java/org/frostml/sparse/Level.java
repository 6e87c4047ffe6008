package org.frostml.sparse;

/** The two levels of the method. */
public enum Level {
  /** Every weight gets a gradient; the support may change. */
  FINE,
  /** Only the support moves. */
  COARSE
}

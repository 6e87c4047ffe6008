package org.frostml.optim;

import java.io.Serializable;

/**
 * How v is kept off the support.
 *
 * @param rounds whether as {@link ByteDual}, else as {@link FloatDual}
 * @param seed of what is drawn in rounding
 */
public record DualPrecision(boolean rounds, long seed) implements Serializable {
  /** Floats. */
  public static final DualPrecision EXACT = new DualPrecision(false, 0);
}

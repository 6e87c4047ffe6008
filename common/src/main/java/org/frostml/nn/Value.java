package org.frostml.nn;

import java.io.Serializable;

/**
 * What passes from one layer to the next: a shape, and two places on the {@link Tape}, of what the
 * one writes and of the gradient of it, which the other writes.
 *
 * @param gradient {@link #NONE} where nothing before it learns
 */
record Value(Shape shape, int place, int gradient) implements Serializable {
  /** No place, because the gradient is not needed. */
  static final int NONE = -1;

  /** The same, of which nobody wants the gradient. */
  Value withoutGradient() {
    return new Value(shape, place, NONE);
  }

  boolean hasGradient() {
    return gradient != NONE;
  }
}

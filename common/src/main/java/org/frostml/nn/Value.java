package org.frostml.nn;

import java.io.Serializable;

/**
 * What passes from one layer to the next: a shape, and two places on the {@link Tape}, of what the
 * one writes and of the gradient of it, which the other writes.
 *
 * @param gradient {@link #NONE} where nothing before it learns
 * @param isOfFeatures whether each of its numbers is made of the example's feature of that index,
 *     which nothing but the one that reads it sees
 */
record Value(Shape shape, int place, int gradient, boolean isOfFeatures) implements Serializable {
  /** No place, because the gradient is not needed. */
  static final int NONE = -1;

  /** The same, of which nobody wants the gradient. */
  Value withoutGradient() {
    return new Value(shape, place, NONE, isOfFeatures);
  }

  /** The same, which several read. */
  Value shared() {
    return new Value(shape, place, gradient, false);
  }

  /** The same, made of another one, number by number. */
  Value madeOf(Value x) {
    return new Value(shape, place, gradient, x.isOfFeatures);
  }

  boolean hasGradient() {
    return gradient != NONE;
  }
}

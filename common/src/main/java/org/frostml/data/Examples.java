package org.frostml.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.IntPredicate;
import org.frostml.FrostException;
import org.frostml.nn.Shape;

/** Examples in a fixed order, streamed: a training part, a test part, or some without labels. */
public interface Examples extends Serializable {
  /** Where they come from, for messages. */
  String name();

  /** One example's place, for messages. */
  default String where(int index) {
    return name() + ": example " + index;
  }

  int size();

  int features();

  /** How the features of an example lie. */
  default Shape shape() {
    return Shape.flat(features());
  }

  int classes();

  /** Whether every feature is k / 255 with k in 0 .. 255, so that a byte holds it. */
  boolean bytes();

  /** Whether features are pixels of images: alike, so that one scale fits all. */
  boolean pixels();

  /**
   * Streams the wanted examples. Asks of every index once, in ascending order, and hands an example
   * on before it asks of the next.
   */
  void read(IntPredicate wanted, Sink sink) throws IOException;

  /** Fails unless they have that many features, those of the network or of the training set. */
  default void requireFeatures(int features) {
    if (features() != features) {
      throw new FrostException(
          name()
              + ": expected "
              + features
              + " features per example but the file has "
              + features());
    }
  }

  /** Fails unless they are of that shape, that of the training set. */
  default void requireShape(Shape shape) {
    requireFeatures(shape.size());
    if (!shape().equals(shape)) {
      throw new FrostException(
          name() + ": expected examples of " + shape + " but the file has " + shape());
    }
  }

  /** Takes one example after the other. */
  interface Sink {
    /**
     * @param x the features, in a buffer that is used again for the next example
     * @param label -1 where there is none
     */
    void accept(int index, float[] x, int label);
  }
}

package org.frostml.sparse;

/**
 * Parameter values on a support: {@code values[k]} belongs to the support's k-th coordinate.
 *
 * @param moments what the network's batch norms normalise by: no parameters, and empty in training,
 *     where they normalise by what they see, and for networks without any
 */
public record Weights(Support support, float[] values, float[] moments) {
  private static final float[] NONE = {};

  /** Without moments. */
  public Weights(Support support, float[] values) {
    this(support, values, NONE);
  }

  public Weights {
    if (values.length != support.size()) {
      throw new IllegalArgumentException(
          "expected " + support.size() + " values on the support, got " + values.length);
    }
  }

  /** The same with these moments. */
  public Weights with(float[] moments) {
    return new Weights(support, values, moments);
  }

  /** The same, which later steps do not change. */
  public Weights copy() {
    return new Weights(support, values.clone(), moments);
  }

  /** Regularised weights that are not zero. */
  public int nonZero() {
    int count = 0;
    for (int b = 0; b < support.layout().blocks().size(); b++) {
      for (int k = support.from(b); isSparse(b) && k < support.from(b + 1); k++) {
        count += Layout.nonZero(values[k]);
      }
    }
    return count;
  }

  private boolean isSparse(int b) {
    return support.layout().blocks().get(b).isSparse();
  }
}

package org.frostml.sparse;

/** Parameter values on a support: {@code values[k]} belongs to the support's k-th coordinate. */
public record Weights(Support support, float[] values) {
  public Weights {
    if (values.length != support.size()) {
      throw new IllegalArgumentException(
          "expected " + support.size() + " values on the support, got " + values.length);
    }
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

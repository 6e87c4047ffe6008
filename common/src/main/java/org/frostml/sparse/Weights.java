package org.frostml.sparse;

/** Parameter values on a support: {@code values[k]} belongs to the support's k-th coordinate. */
public record Weights(Support support, float[] values) {
  public Weights {
    if (values.length != support.size()) {
      throw new IllegalArgumentException(
          "expected " + support.size() + " values on the support, got " + values.length);
    }
  }
}

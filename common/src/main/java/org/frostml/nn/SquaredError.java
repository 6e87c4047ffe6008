package org.frostml.nn;

/** L(z, y) = (z - y)^2; its gradient in z is 2 (z - y). */
public record SquaredError(ValueScale scale) implements ValueLoss {
  static final String NAME = "mse";

  public SquaredError() {
    this(ValueScale.NONE);
  }

  @Override
  public SquaredError with(ValueScale scale) {
    return new SquaredError(scale);
  }

  @Override
  public double of(double e) {
    return e * e;
  }

  @Override
  public double slope(double e) {
    return 2 * e;
  }

  @Override
  public String spec() {
    return NAME + scale.spec();
  }
}

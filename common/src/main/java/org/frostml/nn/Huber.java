package org.frostml.nn;

/**
 * Squared where the residual e = z - y is small, linear where it is large, so that outliers do not
 * rule: e^2 / 2 for |e| <= delta, else delta (|e| - delta / 2).
 */
public record Huber(float delta, ValueScale scale) implements ValueLoss {
  public Huber {
    if (!(delta > 0 && delta < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("delta must be > 0: " + delta);
    }
  }

  public Huber(float delta) {
    this(delta, ValueScale.NONE);
  }

  @Override
  public Huber with(ValueScale scale) {
    return new Huber(delta, scale);
  }

  @Override
  public double of(double e) {
    return Math.abs(e) <= delta ? e * e / 2 : delta * (Math.abs(e) - delta / 2.0);
  }

  @Override
  public double slope(double e) {
    return Math.max(-delta, Math.min(delta, e));
  }

  @Override
  public String spec() {
    return "huber(" + delta + ")" + scale.spec();
  }
}

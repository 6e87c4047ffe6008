package org.frostml.optim;

import java.io.Serializable;
import org.frostml.sparse.Layout;

/** How lambda is chosen; asked at fine steps only, because lambda is frozen with the support. */
public sealed interface DensityControl extends Serializable
    permits DensityControl.FixedLambda, DensityControl.Quantile {
  /** Lambda before the first step. */
  float initial();

  /** Whether nothing is ever thresholded, so that every parameter is active. */
  boolean keepsAll();

  /** Lambda for the dual as it stands after a fine step's update. */
  float lambda(Layout layout, float[] dual);

  /** A lambda given by the user; 0 is dense training. */
  record FixedLambda(float lambda) implements DensityControl {
    public FixedLambda {
      if (!(lambda >= 0 && lambda < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("lambda must be >= 0: " + lambda);
      }
    }

    @Override
    public float initial() {
      return lambda;
    }

    @Override
    public boolean keepsAll() {
      return lambda == 0;
    }

    @Override
    public float lambda(Layout layout, float[] dual) {
      return lambda;
    }
  }

  /**
   * Lambda as the quantile of |v| that leaves floor(target * weights) weights above it: the density
   * asked for, never more.
   *
   * @param target density, in (0, 1]
   */
  record Quantile(double target) implements DensityControl {
    public Quantile {
      if (!(target > 0 && target <= 1)) {
        throw new IllegalArgumentException("target must be in (0, 1]: " + target);
      }
    }

    @Override
    public float initial() {
      return 0;
    }

    @Override
    public boolean keepsAll() {
      return target == 1;
    }

    /**
     * floor(target * weights), where a product that only rounding keeps below a whole number is
     * that number.
     */
    private int keep(int weights) {
      return (int) Math.floor(target * weights * (1 + 1e-12));
    }

    @Override
    public float lambda(Layout layout, float[] dual) {
      return Selection.magnitude(layout, dual, keep(layout.weights()));
    }
  }
}

package org.frostml.optim;

import java.io.Serializable;
import org.frostml.Share;
import org.frostml.sparse.Layout;

/** How lambda is chosen; asked at fine steps only, because lambda is frozen with the support. */
public sealed interface DensityControl extends Serializable
    permits DensityControl.FixedLambda, DensityControl.Quantile, DensityControl.Adaptive {
  /** Lambda before the first step. */
  float initial();

  /** Whether nothing is ever thresholded, so that every parameter is active. */
  boolean keepsAll();

  /** Whether lambda is the same at every step. */
  default boolean isConstant() {
    return false;
  }

  /** Whether lambda depends on the run's length. */
  boolean endsWithTheRun();

  /**
   * Lambda after a fine step's update of the dual.
   *
   * @param state whose lambda and feedback are those of the last fine step
   */
  float lambda(Layout layout, Marks marks, OptimState state, StepContext context);

  /** Lambda after a step between the levels, whose gradients are of some weights only. */
  default float middleLambda(Layout layout, Marks marks, OptimState state, StepContext context) {
    return state.lambda();
  }

  /** The density that a run is to end with; 1 where it is whatever it becomes. */
  double target();

  /** The density that is never exceeded after a fine step; 1 where nothing says so. */
  default double most() {
    return 1;
  }

  /** Fails unless it is a density. */
  static void requireDensity(double target) {
    if (!(target > 0 && target <= 1)) {
      throw new IllegalArgumentException("target must be in (0, 1]: " + target);
    }
  }

  /** Fails unless it is a lambda. */
  private static void requireLambda(float lambda) {
    if (!(lambda >= 0 && lambda < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("lambda must be >= 0: " + lambda);
    }
  }

  /** As many weights as a density leaves, all of them from 1 on. */
  static int keep(double density, int weights) {
    return Share.of(Math.min(1, density), weights);
  }

  /** A lambda given by the user; 0 is dense training. */
  record FixedLambda(float lambda, CubicRamp ramp) implements DensityControl {
    public FixedLambda {
      requireLambda(lambda);
    }

    public FixedLambda(float lambda) {
      this(lambda, CubicRamp.NONE);
    }

    @Override
    public float initial() {
      return (float) (lambda * ramp.at(0));
    }

    @Override
    public boolean keepsAll() {
      return lambda == 0;
    }

    @Override
    public boolean isConstant() {
      return ramp.equals(CubicRamp.NONE);
    }

    @Override
    public double target() {
      return 1;
    }

    @Override
    public boolean endsWithTheRun() {
      return ramp.endsWithTheRun();
    }

    @Override
    public float lambda(Layout layout, Marks marks, OptimState state, StepContext context) {
      return (float) (lambda * ramp.at(context));
    }
  }

  /**
   * Lambda as the quantile of the marks that leaves floor(target * weights) weights above it: the
   * density asked for, never more.
   *
   * @param target density, in (0, 1]
   */
  record Quantile(double target, CubicRamp ramp) implements DensityControl {
    public Quantile {
      requireDensity(target);
    }

    public Quantile(double target) {
      this(target, CubicRamp.NONE);
    }

    @Override
    public float initial() {
      return 0;
    }

    @Override
    public boolean keepsAll() {
      return target == 1;
    }

    @Override
    public boolean endsWithTheRun() {
      return ramp.endsWithTheRun();
    }

    @Override
    public float lambda(Layout layout, Marks marks, OptimState state, StepContext context) {
      int keep = keep(target * ramp.at(context), layout.weights());
      return marks.magnitude(keep);
    }

    @Override
    public double most() {
      return Math.min(1, target * Math.max(1, ramp.start()));
    }

    @Override
    public float middleLambda(Layout layout, Marks marks, OptimState state, StepContext context) {
      return Math.max(state.lambda(), lambda(layout, marks, state, context));
    }
  }

  /**
   * Feedback (Aloradi et al., arXiv 2605.07892): lambda *= 1 + alpha |density - target| where more
   * weights would stay than the target, /= where fewer; alpha *= 0.95 whenever the sign of the
   * difference changes. The last fine step is {@link Quantile}'s, so that a run ends with what was
   * asked for.
   *
   * @param target density, in (0, 1]
   * @param lambda the first one, > 0
   * @param alpha the first one, > 0
   */
  record Adaptive(double target, float lambda, double alpha, CubicRamp ramp)
      implements DensityControl {
    private static final double DECAY = 0.95;

    public Adaptive {
      requireDensity(target);
      requireLambda(lambda);
      if (lambda == 0) {
        throw new IllegalArgumentException("lambda must be > 0 to be adapted: " + lambda);
      }
      if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("gain must be > 0: " + alpha);
      }
    }

    @Override
    public float initial() {
      return keepsAll() ? 0 : lambda;
    }

    @Override
    public boolean keepsAll() {
      return target == 1;
    }

    @Override
    public boolean endsWithTheRun() {
      return true;
    }

    @Override
    public float lambda(Layout layout, Marks marks, OptimState state, StepContext context) {
      if (context.last()) {
        return new Quantile(target).lambda(layout, marks, state, context);
      }
      float before = state.lambda();
      double density = (double) marks.countAbove(before) / layout.weights();
      double gap = density - Math.min(1, target * ramp.at(context));
      int side = (int) Math.signum(gap);
      double gain = state.feedback.gain() == 0 ? alpha : state.feedback.gain();
      if (side * state.feedback.side() < 0) {
        gain *= DECAY;
      }
      state.feedback = new OptimState.Feedback(gain, side == 0 ? state.feedback.side() : side);
      double factor = 1 + gain * Math.abs(gap);
      // From 0 or infinity no factor leads back.
      double lambda = side > 0 ? before * factor : before / factor;
      return (float) Math.max(Float.MIN_NORMAL, Math.min(lambda, Float.MAX_VALUE));
    }
  }
}

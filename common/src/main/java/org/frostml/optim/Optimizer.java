package org.frostml.optim;

import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalDouble;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Grouping;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;

/** An update rule: hyperparameters in the record, numbers in the state. */
public sealed interface Optimizer extends Serializable permits Regularized, Masked, DenseOptimizer {
  /** How gradients move the dual on the support, or theta where the rule knows no dual. */
  GradientStep descent();

  /** The state at theta0, a float for every parameter, drawn at random. */
  OptimState init(Layout layout, float[] theta0);

  /** The state at the weights of a model. */
  default OptimState from(Layout layout, float[] theta) {
    return init(layout, theta);
  }

  /**
   * The state of these numbers, for a run to resume from.
   *
   * @throws IllegalArgumentException if their lengths are not those of the rule
   */
  default OptimState restore(Support support, OptimState.Saved saved, OptimState.Counts counts) {
    Active active = allocate(support);
    set("theta", saved.theta(), active.weights.values());
    set("dual", saved.active(), active.dual);
    int moments = active.moments.length;
    if (saved.moments().size() != moments) {
      throw new IllegalArgumentException(
          "expected " + moments + " arrays of moments, got " + saved.moments().size());
    }
    OptimState state = state(active, saved.dual(), saved.moments().toArray(new float[0][]));
    int size = support.layout().size();
    require("dual off the support", dualBound().isPresent() ? size : 0, saved.dual().size());
    for (int i = 0; i < moments; i++) {
      float[] moment = saved.moments().get(i);
      if (state.moments.length == 0) {
        set("moments " + i, moment, active.moments[i]);
      } else {
        require("moments " + i, size, moment.length);
        support.restrict(moment, active.moments[i]);
      }
    }
    state.set(counts);
    return state;
  }

  private static void set(String name, float[] from, float[] to) {
    require(name, to.length, from.length);
    System.arraycopy(from, 0, to, 0, to.length);
  }

  private static void require(String name, int expected, int actual) {
    if (actual != expected) {
      throw new IllegalArgumentException(
          name + ": expected " + expected + " values, got " + actual);
    }
  }

  /**
   * A state with what the rule keeps off the support, of arrays for every parameter; nothing where
   * theta is its own dual.
   */
  default OptimState state(Active active, Dual dual, float[][] moments) {
    return new OptimState(active);
  }

  /** Numbers on a support, to be {@link Active#set} or {@link Active#read}. */
  default Active allocate(Support support) {
    return Active.ofTheta(support, descent().moments());
  }

  /** The level of the gradient that a fine step asks for. */
  default Level fineGradientLevel() {
    return Level.FINE;
  }

  /** A fine step along a gradient that has more than the support, a coarse one along any other. */
  default void step(OptimState state, Gradient mean, StepContext context) {
    if (mean.scope().parts() > 0) {
      fine(state, mean, context);
    } else {
      coarse(state.active, mean.active(), context.rate());
    }
  }

  /** A step that may change the support. */
  void fine(OptimState state, Gradient mean, StepContext context);

  /**
   * One step of the numbers on the support.
   *
   * @param mean the gradient on the support
   * @param rate the learning rate tau
   */
  void coarse(Active active, float[] mean, float rate);

  /**
   * Restores theta from its dual, after duals of several shards have been averaged; does nothing
   * where it is its own.
   */
  default void mirror(Active active) {}

  /** Whether steps depend on the run's length, so that a longer run is another one. */
  boolean endsWithTheRun();

  /** Whether the rule keeps a support, so that coarse steps make sense. */
  boolean isSparse();

  /** Which weights are zero or not together, as far as first weights go by it. */
  default Grouping grouping() {
    return Grouping.WEIGHTS;
  }

  /** Whether its support grows from few weights, so that a run is to begin with few. */
  default boolean growsFromFew() {
    return false;
  }

  /** The density that a run is to end with; 1 where none is aimed at. */
  default double targetDensity() {
    return 1;
  }

  /**
   * The share of the weights, or of their groups, that a run begins with where {@code rho} is asked
   * for: all, where the support does not grow from few.
   *
   * <p>Of groups as many begin as are aimed at. With fewer the first fine steps would fill what
   * room is left by gradients that mean nothing yet, all in one layer as it may be, and whole
   * groups are too few for that to even out; evidence never decays, so it would stay so.
   */
  default double firstShare(double rho) {
    if (!growsFromFew()) {
      return 1;
    }
    boolean byGroups = grouping() != Grouping.WEIGHTS && targetDensity() < 1;
    return byGroups ? Math.max(rho, targetDensity()) : rho;
  }

  /** The density that no model of it exceeds, whenever its run ends; 1 where nothing says so. */
  default double mostDensity() {
    return 1;
  }

  /**
   * Fails where what shards send each other in rounds of local steps would be larger than a message
   * at the largest density, or at the one aimed at where all weights are active before. Where none
   * is aimed at it is found out when it is sent.
   */
  default void requireMessages(Layout layout, FloatFormat format) {
    if (targetDensity() < 1) {
      double density = mostDensity() < 1 ? mostDensity() : targetDensity();
      long active = DensityControl.keep(density, layout.weights());
      Active.bytes(layout.size() - layout.weights() + active, 1 + descent().moments(), format);
    }
  }

  /** Whether features live and die whole, so that a network says which it uses. */
  default boolean choosesFeatures() {
    return false;
  }

  /** Its steps between the levels, if it takes any. */
  default Optional<MiddleSteps> middleSteps() {
    return Optional.empty();
  }

  /** J, where a dual is kept off the support and lambda J bounds it. */
  default Optional<Regularizer> dualBound() {
    return Optional.empty();
  }

  /** delta, where full fine steps obey the descent inequality of its mirror map. */
  default OptionalDouble descentDelta() {
    return OptionalDouble.empty();
  }
}

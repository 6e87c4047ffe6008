package org.frostml.optim;

import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * Mirror descent with the map {@link MirrorMap} on two levels (Lunk, Scott, Bungert, arXiv
 * 2602.03535): gradients move the dual v, and theta = prox_{delta lambda J}(delta v).
 *
 * <p>A COARSE step does so on the support alone. A FINE step moves the dual everywhere it has seen,
 * with weight decay on the support only: what gathers off it from cycle to cycle is the evidence
 * for a birth. Then it asks for lambda and reads the new support off the dual.
 */
public sealed interface Bregman extends Optimizer permits LinBreg, AdaBreg {
  /** delta of the mirror map. */
  float delta();

  Regularizer regularizer();

  DensityControl density();

  /** How gradients move the dual on the support. */
  Direction direction();

  private MirrorMap map() {
    return new MirrorMap(delta(), regularizer());
  }

  @Override
  default OptimState init(Layout layout, float[] theta0) {
    float lambda = density().initial();
    float[] dual = map().dual(layout, theta0, lambda);
    Active active = room(isSparse() ? Support.of(layout, 0, theta0) : Support.full(layout, 0));
    active.support().restrict(theta0, active.weights.values());
    active.support().restrict(dual, active.dual);
    active.lambda = lambda;
    int size = layout.size();
    return state(active, dual, new float[direction().moments()][size]);
  }

  @Override
  default Active room(Support support) {
    return Active.withDual(support, direction().moments());
  }

  @Override
  default void coarse(Active active, float[] mean, float rate) {
    direction().step(active, mean, rate, regularizer().byRows(), map()::restore);
  }

  @Override
  default void mirror(Active active) {
    map().restore(active);
  }

  @Override
  default void fine(OptimState state, Gradient mean, Clock clock) {
    state.fineSteps++;
    Active before = state.active;
    if (!isSparse()) {
      coarse(before, mean.values(), clock.rate());
      return;
    }
    float[] active = new float[before.support().size()];
    mean.restrict(active);
    direction().step(before, active, clock.rate());
    // Every stripe of rows is seen at every so many fine steps.
    long t = 1 + (state.fineSteps - 1) / mean.look().parts();
    mean.seen((from, to, at) -> moveOff(state, mean.values(), at, clock.rate(), t, from, to));
    changeSupport(state, marks -> density().lambda(state.layout(), marks, state, clock));
  }

  /**
   * theta on a support widened by the weights that are close to being born: whose lambda to be zero
   * from is above (1 - near) of the present one.
   */
  default Weights near(OptimState state, double near) {
    Support support = state.support();
    support.prolong(state.active.dual, state.dual);
    float[] marks = state.scratch();
    map().marks(state.layout(), state.dual, marks);
    for (int k = 0; k < support.size(); k++) {
      marks[support.coordinate(k)] = Float.POSITIVE_INFINITY;
    }
    float bound = (float) ((1 - near) * state.lambda());
    Support wide = Support.above(state.layout(), support.version() + 1, marks, bound);
    return new Weights(wide, wide.restrict(state.theta()));
  }

  /**
   * A step between the levels: moves the support and the weights {@link #near} it, and lets the
   * support change among them. Lambda does not fall, and rises where a {@link
   * DensityControl.Quantile} would be exceeded. It does not count as a fine one, or stripes of rows
   * would be looked at out of turn.
   *
   * @param mean the gradient on the widened support
   */
  default void middle(OptimState state, Gradient mean, Clock clock) {
    Active before = state.active;
    Support wide = mean.support();
    float[] active = new float[before.support().size()];
    int k = 0;
    for (int i = 0; i < wide.size(); i++) {
      int j = wide.coordinate(i);
      if (k < active.length && before.support().coordinate(k) == j) {
        active[k++] = mean.values()[i];
      } else {
        moveOff(state, mean.values(), i, clock.rate(), state.fineSteps + 1, j, j + 1);
      }
    }
    direction().step(before, active, clock.rate());
    changeSupport(state, marks -> middleLambda(state, marks, clock));
  }

  private float middleLambda(OptimState state, float[] marks, Clock clock) {
    return density() instanceof DensityControl.Quantile quantile
        ? Math.max(state.lambda(), quantile.lambda(state.layout(), marks, state, clock))
        : state.lambda();
  }

  /**
   * Moves what is kept off the support on the flat coordinates [from, to); those on the support
   * among them do not matter.
   *
   * @param g whose place {@code at} is that of coordinate {@code from}
   * @param t how many gradients these coordinates have had, this one included
   */
  void moveOff(OptimState state, float[] g, int at, float rate, long t, int from, int to);

  /** Chooses lambda by every weight's mark. */
  interface Choice {
    float lambda(float[] marks);
  }

  /** Births and deaths. */
  private void changeSupport(OptimState state, Choice choice) {
    Active before = state.active;
    before.support().prolong(before.dual, state.dual);
    for (int i = 0; i < state.moments.length; i++) {
      before.support().prolong(before.moments[i], state.moments[i]);
    }
    float[] marks = state.scratch();
    map().marks(state.layout(), state.dual, marks);
    float lambda = choice.lambda(marks);
    // A support widened in between has taken the next version.
    long version = before.support().version() + 2;
    Active after = room(Support.above(state.layout(), version, marks, lambda));
    after.inherit(before);
    after.lambda = lambda;
    after.support().restrict(state.dual, after.dual);
    for (int i = 0; i < state.moments.length; i++) {
      after.support().restrict(state.moments[i], after.moments[i]);
    }
    mirror(after);
    state.active = after;
  }

  @Override
  default boolean endsWithTheRun() {
    return density().endsWithTheRun();
  }

  @Override
  default boolean isSparse() {
    return !(regularizer() instanceof Regularizer.None) && !density().keepsAll();
  }
}

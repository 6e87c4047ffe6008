package org.frostml.optim;

import java.util.Optional;
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
public sealed interface Bregman extends Regularized, MiddleSteps permits LinBreg, AdaBreg {
  /** delta of the mirror map. */
  float delta();

  private MirrorMap map() {
    return new MirrorMap(delta(), regularizer());
  }

  @Override
  default OptimState init(Layout layout, float[] theta0) {
    regularizer().require(layout);
    float lambda = density().initial();
    Active active = allocate(isSparse() ? Support.of(layout, 0, theta0) : Support.full(layout, 0));
    active.support().restrict(theta0, active.weights.values());
    active.lambda = lambda;
    if (isSparse() && duals().rounds()) {
      map().dual(active);
      return state(active, ByteDual.zero(layout), new float[0][]);
    }
    float[] dual = map().dual(layout, theta0, lambda);
    active.support().restrict(dual, active.dual);
    return state(active, new FloatDual(dual), new float[momentsOff()][layout.size()]);
  }

  @Override
  default OptimState restore(Support support, OptimState.Saved saved, OptimState.Counts counts) {
    boolean rounded = saved.dual() instanceof ByteDual;
    if (rounded != (isSparse() && duals().rounds())) {
      throw new IllegalArgumentException(
          rounded ? "the dual was saved as int8" : "the dual was not saved as int8");
    }
    return Regularized.super.restore(support, saved, counts);
  }

  /** How v is kept off the support. */
  default DualPrecision duals() {
    return DualPrecision.EXACT;
  }

  /** Moments that are kept off the support. */
  int momentsOff();

  @Override
  default Active allocate(Support support) {
    return Active.withDual(support, descent().moments());
  }

  @Override
  default void coarse(Active active, float[] mean, float rate) {
    descent().step(active, mean, rate, regularizer().byGroups(), map()::restore);
  }

  @Override
  default void mirror(Active active) {
    map().restore(active);
  }

  @Override
  default void fine(OptimState state, Gradient mean, StepContext context) {
    state.fineSteps++;
    Active before = state.active;
    if (!isSparse()) {
      coarse(before, mean.active(), context.rate());
      return;
    }
    descent().step(before, mean.active(), context.rate());
    // Every stripe of rows is seen at every so many fine steps.
    long t = 1 + (state.fineSteps - 1) / mean.scope().parts();
    changeSupport(
        state,
        new Move(this, mean::seen, context.rate(), t),
        marks -> density().lambda(state.layout(), marks, state, context));
  }

  /** Weights are near whose lambda to be zero from is above (1 - near) of the present one. */
  @Override
  default Weights near(OptimState state, double near) {
    Support support = state.support();
    Marks marks = state.dual.evidence(state, regularizer(), Move.none(this)).marks();
    float bound = (float) ((1 - near) * state.lambda());
    Support wide = marks.above(support.version() + 1, bound).with(support);
    float[] theta = new float[wide.size()];
    for (int i = 0, k = 0; i < theta.length && k < support.size(); i++) {
      if (wide.coordinate(i) == support.coordinate(k)) {
        theta[i] = state.active.weights.values()[k++];
      }
    }
    return new Weights(wide, theta);
  }

  /** Lambda does not fall, and rises where a {@link DensityControl.Quantile} would be exceeded. */
  @Override
  default void middle(OptimState state, Gradient mean, StepContext context) {
    Active before = state.active;
    Support wide = mean.support();
    float[] g = mean.active();
    float[] active = new float[before.support().size()];
    int[] off = new int[wide.size() - active.length];
    int k = 0;
    for (int i = 0; i < wide.size(); i++) {
      if (k < active.length && before.support().coordinate(k) == wide.coordinate(i)) {
        active[k++] = g[i];
      } else {
        off[i - k] = i;
      }
    }
    descent().step(before, active, context.rate());
    Move.Seen seen =
        range -> {
          for (int i : off) {
            range.accept(wide.coordinate(i), wide.coordinate(i) + 1, g, i);
          }
        };
    changeSupport(
        state,
        new Move(this, seen, context.rate(), state.fineSteps + 1),
        marks -> density().middleLambda(state.layout(), marks, state, context));
  }

  /**
   * Moves what is kept off the support on the flat coordinates [from, to); those on the support
   * among them do not matter.
   *
   * @param g whose place {@code at} is that of coordinate {@code from}
   * @param t how many gradients these coordinates have had, this one included; of middle steps,
   *     which see now these and now others, only this one
   */
  void moveOff(OptimState state, float[] g, int at, float rate, long t, int from, int to);

  /** Chooses lambda by every weight's mark. */
  interface Choice {
    float lambda(Marks marks);
  }

  /** Births and deaths. */
  private void changeSupport(OptimState state, Move move, Choice choice) {
    Active before = state.active;
    Evidence evidence = state.dual.evidence(state, regularizer(), move);
    for (int i = 0; i < state.moments.length; i++) {
      before.support().prolong(before.moments[i], state.moments[i]);
    }
    Marks marks = evidence.marks();
    float lambda = choice.lambda(marks);
    // A support widened in between has taken the next version.
    Active after = allocate(marks.above(before.support().version() + 2, lambda));
    after.inherit(before);
    after.lambda = lambda;
    evidence.restrict(after.support(), after.dual);
    evidence.settle(after.support(), lambda);
    for (int i = 0; i < state.moments.length; i++) {
      after.support().restrict(state.moments[i], after.moments[i]);
    }
    mirror(after);
    state.active = after;
  }

  @Override
  default Optional<MiddleSteps> middleSteps() {
    return Optional.of(this);
  }

  @Override
  default Optional<Regularizer> dualBound() {
    return isSparse() ? Optional.of(regularizer()) : Optional.empty();
  }
}

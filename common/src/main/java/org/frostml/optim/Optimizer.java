package org.frostml.optim;

import java.io.Serializable;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;

/** An update rule: hyperparameters in the record, numbers in the state. */
public sealed interface Optimizer extends Serializable permits LinBreg, Sgd {
  /** The state at theta0, a float for every parameter. */
  OptimState init(Layout layout, float[] theta0);

  /**
   * The state of these numbers, for a run to go on with.
   *
   * @param theta on the support
   * @param momentum on the support; empty for rules without one
   * @param dual v, a float for every parameter
   * @throws IllegalArgumentException if their lengths are not those of the rule
   */
  default OptimState restore(
      Support support, float[] theta, float[] momentum, float[] dual, float lambda) {
    Active active = room(support);
    requireLength("theta", support.size(), theta);
    requireLength("momentum", active.momentum.length, momentum);
    requireLength("dual", support.layout().size(), dual);
    support.restrict(dual, active.dual);
    System.arraycopy(theta, 0, active.weights.values(), 0, theta.length);
    System.arraycopy(momentum, 0, active.momentum, 0, momentum.length);
    active.lambda = lambda;
    return new OptimState(active, isSparse() ? dual : new float[0]);
  }

  private static void requireLength(String name, int expected, float[] values) {
    if (values.length != expected) {
      throw new IllegalArgumentException(
          name + ": expected " + expected + " values, got " + values.length);
    }
  }

  /** Numbers on a support, to be {@link Active#set} or {@link Active#read}. */
  Active room(Support support);

  /**
   * One step along a mean gradient. A FINE one moves everything and may change the support; a
   * COARSE one moves the support alone.
   *
   * @param rate the learning rate tau
   */
  default void step(OptimState state, Gradient mean, float rate) {
    if (mean.level() == Level.FINE) {
      fine(state, mean.values(), rate);
    } else {
      coarse(state.active, mean.values(), rate);
    }
  }

  /**
   * One step of everything.
   *
   * @param mean the gradient, a float for every parameter
   */
  void fine(OptimState state, float[] mean, float rate);

  /**
   * One step of the numbers on the support.
   *
   * @param mean the gradient on the support
   */
  void coarse(Active active, float[] mean, float rate);

  /** Restores theta from its dual, after duals of several shards have been averaged. */
  void mirror(Active active);

  /** Whether the rule keeps a support, so that coarse steps make sense. */
  boolean isSparse();
}

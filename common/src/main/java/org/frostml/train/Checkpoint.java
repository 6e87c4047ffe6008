package org.frostml.train;

import java.util.Map;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * Everything that a run needs to go on from between two steps, to the same bits.
 *
 * @param step the next one
 * @param version of the support
 * @param support active coordinates, ascending
 * @param theta on the support
 * @param momentum on the support; empty for rules without one
 * @param dual v, a float for every parameter
 * @param notes what else is to be known, by name: configuration, data fingerprint, counters
 */
public record Checkpoint(
    long step,
    long version,
    float lambda,
    int[] support,
    float[] theta,
    float[] momentum,
    float[] dual,
    Map<String, String> notes) {
  /** Of a run that pauses. */
  public static Checkpoint of(long step, OptimState state, Map<String, String> notes) {
    return new Checkpoint(
        step,
        state.support().version(),
        state.lambda(),
        state.support().coordinates(),
        state.weights().values().clone(),
        state.active().momentum().clone(),
        state.dual(),
        notes);
  }

  /**
   * The state, for a run to go on with.
   *
   * @throws IllegalArgumentException if this is not of such a rule or network
   */
  public OptimState state(Optimizer rule, Layout layout) {
    return rule.restore(Support.at(layout, version, support), theta, momentum, dual, lambda);
  }
}

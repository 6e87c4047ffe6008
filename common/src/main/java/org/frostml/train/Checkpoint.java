package org.frostml.train;

import java.util.List;
import java.util.Map;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * Everything that a run needs to resume between two steps, to the same bits.
 *
 * @param version of the support
 * @param support active coordinates, ascending
 * @param theta on the support
 * @param dual v, a float for every parameter
 * @param moments a float for every parameter each, as many arrays as the rule has moments
 * @param watched words of those who watch, {@link SupportWatch#save}
 * @param notes what else is to be known, by name: configuration, data fingerprint, counters
 */
public record Checkpoint(
    Position at,
    OptimState.Counts counts,
    long version,
    int[] support,
    float[] theta,
    float[] dual,
    List<float[]> moments,
    int[] watched,
    Map<String, String> notes) {
  /** Of a run that pauses. */
  public static Checkpoint of(
      Position at, OptimState state, int[] watched, Map<String, String> notes) {
    return new Checkpoint(
        at,
        state.counts(),
        state.support().version(),
        state.support().coordinates(),
        state.weights().values().clone(),
        state.dual(),
        state.moments(),
        watched,
        notes);
  }

  /**
   * The state, for a run to resume from.
   *
   * @throws IllegalArgumentException if this is not of such a rule or network
   */
  public OptimState state(Optimizer rule, Layout layout) {
    Support at = Support.at(layout, version, support);
    return rule.restore(at, theta, dual, moments, counts);
  }
}

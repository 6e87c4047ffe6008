package org.frostml.train;

import java.util.Map;
import java.util.Optional;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * Everything that a run needs to resume between two steps, to the same bits.
 *
 * @param version of the support
 * @param support active coordinates, ascending
 * @param numbers of the state
 * @param shipped active coordinates of the support that was shipped last, where that is another
 * @param watched words of those who watch, {@link SupportWatch#save}
 * @param notes what else is to be known, by name: configuration, data fingerprint, counters
 */
public record Checkpoint(
    Position at,
    OptimState.Counts counts,
    long version,
    int[] support,
    OptimState.Saved numbers,
    int[] shipped,
    int[] watched,
    Map<String, String> notes) {
  /**
   * Of a run that pauses.
   *
   * @param shipped the support that was shipped last, if any
   */
  public static Checkpoint of(
      Position at,
      OptimState state,
      Optional<Support> shipped,
      int[] watched,
      Map<String, String> notes) {
    Support support = state.support();
    return new Checkpoint(
        at,
        state.counts(),
        support.version(),
        support.coordinates(),
        state.saved(),
        shipped
            .filter(last -> last.version() != support.version())
            .map(Support::coordinates)
            .orElse(new int[0]),
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
    return rule.restore(at, numbers, counts);
  }
}

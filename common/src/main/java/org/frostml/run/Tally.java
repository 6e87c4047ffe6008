package org.frostml.run;

import java.util.Optional;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.train.Exchange;
import org.frostml.train.Totals;

/**
 * What a run has counted when it pauses, beside its state; a note in its checkpoint.
 *
 * @param shipped version of the support that was shipped last; -1 before the first
 * @param epoch that has begun
 * @param secondsBefore of training before that epoch
 * @param rate of the last step
 */
public record Tally(
    long steps,
    long examples,
    long flops,
    long nanos,
    double densities,
    long bytes,
    long denseBytes,
    long shipped,
    Score epoch,
    double secondsBefore,
    float rate) {
  static Tally of(Totals totals, Exchange exchange, Score epoch, double secondsBefore, float rate) {
    return new Tally(
        totals.steps(),
        totals.examples(),
        totals.flops(),
        totals.nanos(),
        totals.densities(),
        exchange.bytes(),
        exchange.denseBytes(),
        exchange.shipped().map(Support::version).orElse(-1L),
        epoch,
        secondsBefore,
        rate);
  }

  /**
   * The support that was shipped last.
   *
   * @param own of the state
   * @param other coordinates of the one that was shipped, where that is another
   * @throws IllegalArgumentException if they are not of such a network
   */
  Optional<Support> shipped(Support own, int[] other) {
    if (shipped < 0) {
      return Optional.empty();
    }
    return Optional.of(shipped == own.version() ? own : Support.at(own.layout(), shipped, other));
  }

  /**
   * Takes over what was counted.
   *
   * @param support that was shipped last, where one was
   */
  void into(Totals totals, Exchange exchange, Optional<Support> support) {
    totals.resume(steps, examples, flops, nanos, densities);
    exchange.resume(bytes, denseBytes, support);
  }
}

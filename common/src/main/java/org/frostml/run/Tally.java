package org.frostml.run;

import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.train.Exchange;
import org.frostml.train.Totals;

/**
 * What a run has counted when it pauses, beside its state; a note in its checkpoint.
 *
 * @param version of the support that was shipped last
 * @param pending bytes that the state's support has yet to ship, or 0
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
    long version,
    int pending,
    Score epoch,
    double secondsBefore,
    float rate) {
  static Tally of(
      Totals totals,
      Exchange exchange,
      Support support,
      Score epoch,
      double secondsBefore,
      float rate) {
    return new Tally(
        totals.steps(),
        totals.examples(),
        totals.flops(),
        totals.nanos(),
        totals.densities(),
        exchange.bytes(),
        exchange.denseBytes(),
        exchange.version(),
        exchange.pending(support),
        epoch,
        secondsBefore,
        rate);
  }

  void into(Totals totals, Exchange exchange, Support support) {
    totals.resume(steps, examples, flops, nanos, densities);
    exchange.resume(bytes, denseBytes, version, support, pending);
  }
}

package org.frostml.run;

import org.frostml.optim.Active;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;
import org.frostml.train.Exchange;
import org.frostml.train.Objective;
import org.frostml.train.Round;

/** Counts what an objective in this JVM would ship were it on a cluster. */
final class CountingObjective implements Objective {
  private final Objective objective;
  private final FloatFormat active;
  private final int shards;
  private final Exchange exchange = new Exchange();

  /**
   * @param active in which numbers on the support would travel
   */
  CountingObjective(Objective objective, FloatFormat active, int shards) {
    this.objective = objective;
    this.active = active;
    this.shards = shards;
  }

  Exchange exchange() {
    return exchange;
  }

  @Override
  public Gradient gradient(Weights weights, GradientScope scope, long step) {
    begin(weights.support(), 1);
    Gradient gradient = objective.gradient(weights, scope, step);
    exchange.add(active.bytes(weights.values().length), shards);
    exchange.add(gradient.shipped(), 1);
    return gradient;
  }

  @Override
  public Work round(Active numbers, Optimizer optimizer, Round round) {
    begin(numbers.support(), round.steps());
    exchange.add(2L * numbers.bytes(active) + Work.BYTES, shards);
    return objective.round(numbers, optimizer, round);
  }

  private void begin(Support current, int steps) {
    exchange.add(current, shards);
    exchange.addDenseSteps(current.layout(), shards, steps);
  }
}

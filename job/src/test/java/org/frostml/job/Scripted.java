package org.frostml.job;

import java.util.Optional;
import org.frostml.nn.MomentSums;
import org.frostml.nn.Network;
import org.frostml.run.Engine;
import org.frostml.sparse.Weights;
import org.frostml.train.Evaluator;
import org.frostml.train.Exchange;
import org.frostml.train.Objective;

/** An engine of which only the evaluators are asked. */
public record Scripted(Optional<Evaluator> test, Optional<Evaluator> validation, Exchange exchange)
    implements Engine {
  public Scripted(Evaluator test, Optional<Evaluator> validation) {
    this(Optional.of(test), validation, new Exchange());
  }

  @Override
  public Objective objective() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Network network() {
    throw new UnsupportedOperationException();
  }

  @Override
  public MomentSums moments(Weights weights) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Weights model(Weights weights) {
    return weights;
  }

  @Override
  public Evaluator training() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public void close() {}
}

package org.frostml.run;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.frostml.nn.MomentSums;
import org.frostml.nn.Network;
import org.frostml.optim.Active;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;
import org.frostml.train.Evaluator;
import org.frostml.train.Exchange;
import org.frostml.train.Objective;
import org.frostml.train.Round;

/**
 * An engine whose step, round or score of all training examples is cancelled in the middle.
 *
 * @param cancels asked at each whether it is
 */
record CancelledEngine(Engine engine, BooleanSupplier cancels) implements Engine {
  @Override
  public Objective objective() {
    Objective whole = engine.objective();
    return new Objective() {
      @Override
      public Gradient gradient(Weights weights, GradientScope scope, long step) {
        Gradient gradient = whole.gradient(weights, scope, step);
        endIfCancelled();
        return gradient;
      }

      @Override
      public Work round(Active active, Optimizer optimizer, Round round) {
        endIfCancelled();
        return whole.round(active, optimizer, round);
      }
    };
  }

  private void endIfCancelled() {
    if (cancels.getAsBoolean()) {
      throw new CancellationException("the job was cancelled");
    }
  }

  @Override
  public MomentSums moments(Weights weights) {
    return engine.moments(weights);
  }

  @Override
  public Network network() {
    return engine.network();
  }

  @Override
  public Evaluator training() {
    return weights -> {
      endIfCancelled();
      return engine.training().score(weights);
    };
  }

  @Override
  public Optional<Evaluator> test() {
    return engine.test();
  }

  @Override
  public Optional<Evaluator> validation() {
    return engine.validation();
  }

  @Override
  public int threads() {
    return engine.threads();
  }

  @Override
  public Exchange exchange() {
    return engine.exchange();
  }

  @Override
  public void close() {
    engine.close();
  }
}

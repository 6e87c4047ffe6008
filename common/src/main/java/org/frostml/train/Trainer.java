package org.frostml.train;

import org.frostml.optim.LrSchedule;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Level;

/** The training loop. It does not know where gradients come from, nor who watches. */
public record Trainer(
    Objective objective,
    Optimizer optimizer,
    FreezeSchedule freeze,
    LrSchedule schedule,
    int stepsPerEpoch) {
  /**
   * Trains from the state's first step on.
   *
   * @throws DivergedException when the loss of a mini-batch is not finite
   */
  public void run(OptimState state, int epochs, Listener listener) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int i = 0; i < stepsPerEpoch; i++) {
        float rate = (float) schedule.at(epoch + (i + 0.5) / stepsPerEpoch, epochs);
        listener.step(step((long) epoch * stepsPerEpoch + i, epoch, state, rate), state);
      }
      listener.epoch(epoch, state);
    }
  }

  private StepMetrics step(long step, int epoch, OptimState state, float rate) {
    long begun = System.nanoTime();
    Level level = freeze.level(step);
    Gradient gradient = objective.gradient(state.weights(), level, step);
    double loss = gradient.score().meanLoss();
    if (!Double.isFinite(loss)) {
      throw new DivergedException(step, epoch, loss, rate);
    }
    gradient.scale(1f / gradient.score().examples());
    optimizer.step(state, gradient, rate);
    return new StepMetrics(
        step, epoch, level, gradient.score(), gradient.flops(), rate, System.nanoTime() - begun);
  }
}

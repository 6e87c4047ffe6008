package org.frostml.train;

import java.util.function.BooleanSupplier;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Level;
import org.frostml.sparse.Work;

/** The training loop. It does not know where gradients come from, nor who watches. */
public record Trainer(
    Objective objective,
    Optimizer optimizer,
    FreezeSchedule freeze,
    LrSchedule schedule,
    int stepsPerEpoch) {
  /** Trains a state for all the epochs; otherwise as the other. */
  public void run(OptimState state, long from, int epochs, Listener listener) {
    run(state, from, epochs, listener, () -> false);
  }

  /**
   * Trains a state.
   *
   * @param from the first step to take: 0, or one that a {@link Listener#pause} named
   * @param epochs after which it ends, though the schedule goes by them wherever it ends
   * @param enough asked behind every {@link Listener#epoch} whether to end there
   * @throws DivergedException when the loss of a mini-batch is not finite
   */
  public void run(
      OptimState state, long from, int epochs, Listener listener, BooleanSupplier enough) {
    long end = (long) epochs * stepsPerEpoch;
    for (long next = from; ; ) {
      if (next > 0 && next % stepsPerEpoch == 0) {
        listener.epoch((int) (next / stepsPerEpoch) - 1, state);
        if (enough.getAsBoolean()) {
          return;
        }
      }
      if (next >= end) {
        return;
      }
      int epoch = (int) (next / stepsPerEpoch);
      int i = (int) (next % stepsPerEpoch);
      int steps = Math.min(freeze.round(next), stepsPerEpoch - i);
      float[] rates = new float[steps];
      for (int k = 0; k < steps; k++) {
        rates[k] = (float) schedule.at(epoch + (i + k + 0.5) / stepsPerEpoch, epochs);
      }
      listener.step(steps(state, epoch, new Round(next, rates)), state);
      next += steps;
      listener.pause(next, state);
    }
  }

  private StepMetrics steps(OptimState state, int epoch, Round round) {
    long begun = System.nanoTime();
    Level level = freeze.level(round.first());
    // One step is taken exactly; several are taken by every shard apart.
    Work work =
        round.steps() == 1
            ? step(state, level, round)
            : objective.round(state.active(), optimizer, round);
    float rate = round.rates()[round.steps() - 1];
    if (!Double.isFinite(work.score().loss())) {
      throw new DivergedException(round.first(), epoch, work.score().meanLoss(), rate);
    }
    return new StepMetrics(
        round.first(), round.steps(), epoch, level, work, rate, System.nanoTime() - begun);
  }

  private Work step(OptimState state, Level level, Round round) {
    Gradient gradient = objective.gradient(state.weights(), level, round.first());
    gradient.scale(1f / gradient.work().score().examples());
    optimizer.step(state, gradient, round.rates()[0]);
    return gradient.work();
  }
}

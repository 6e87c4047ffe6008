package org.frostml.train;

import java.util.function.BooleanSupplier;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MiddleSteps;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.optim.StepContext;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;

/** The training loop. It does not know where gradients come from, nor who watches. */
public record Trainer(
    Objective objective,
    Optimizer optimizer,
    FreezeSchedule freeze,
    FineGradient fineGradient,
    LrSchedule schedule,
    int stepsPerEpoch) {
  /** With fine gradients of one mini-batch. */
  public Trainer(
      Objective objective,
      Optimizer optimizer,
      FreezeSchedule freeze,
      LrSchedule schedule,
      int stepsPerEpoch) {
    this(objective, optimizer, freeze, FineGradient.BATCH, schedule, stepsPerEpoch);
  }

  /** Trains a state for all the epochs; otherwise as the other. */
  public void run(OptimState state, Position from, int epochs, Listener listener) {
    run(state, from, epochs, listener, () -> false);
  }

  /**
   * Trains a state.
   *
   * @param from {@link Position#START}, or one that a {@link Listener#pause} named
   * @param epochs after which it ends, though the schedule goes by them wherever it ends
   * @param enough asked after every {@link Listener#epoch} whether to end there
   * @throws DivergedException when the loss of a mini-batch is not finite
   */
  public void run(
      OptimState state, Position from, int epochs, Listener listener, BooleanSupplier enough) {
    long end = (long) epochs * stepsPerEpoch;
    for (Position at = from; ; ) {
      if (at.next() > 0 && at.next() % stepsPerEpoch == 0) {
        listener.epoch((int) (at.next() / stepsPerEpoch) - 1, state);
        if (enough.getAsBoolean()) {
          return;
        }
      }
      if (at.next() >= end) {
        return;
      }
      int epoch = (int) (at.next() / stepsPerEpoch);
      int i = (int) (at.next() % stepsPerEpoch);
      int steps = Math.min(freeze.round(at), stepsPerEpoch - i);
      float[] rates = new float[steps];
      for (int k = 0; k < steps; k++) {
        rates[k] = (float) schedule.at(epoch + (i + k + 0.5) / stepsPerEpoch, epochs);
      }
      Support before = state.support();
      Level level = freeze.level(at);
      listener.step(steps(state, level, at, end, new Round(at.next(), rates)), state);
      at =
          level == Level.FINE
              ? freeze.afterFine(at, end, state.support().changes(before))
              : at.after(steps);
      listener.pause(at, state);
    }
  }

  private StepMetrics steps(OptimState state, Level level, Position at, long end, Round round) {
    long begun = System.nanoTime();
    float rate = round.lastRate();
    boolean last = level == Level.FINE && freeze.isLast(at, end);
    StepContext context = new StepContext(rate, (double) at.next() / end, last);
    Work work =
        switch (level) {
          case FINE -> fine(state, context, round);
          case MIDDLE -> middle(state, context, round);
          case COARSE -> coarse(state, round);
        };
    return new StepMetrics(
        round.first(), round.steps(), epoch(round), level, work, rate, System.nanoTime() - begun);
  }

  private int epoch(Round round) {
    return (int) (round.first() / stepsPerEpoch);
  }

  private Work fine(OptimState state, StepContext context, Round round) {
    GradientScope scope =
        fineGradient.scope(optimizer.fineGradientLevel(), state.counts().fineSteps());
    Gradient mean = mean(state.weights(), scope, round);
    optimizer.fine(state, mean, context);
    return mean.work();
  }

  private Work middle(OptimState state, StepContext context, Round round) {
    MiddleSteps rule = optimizer.middleSteps().orElseThrow();
    Weights wide = rule.near(state, freeze.near());
    Gradient mean = mean(wide, GradientScope.COARSE, round);
    rule.middle(state, mean, context);
    return mean.work();
  }

  /** One step is taken exactly; several are taken by every shard apart. */
  private Work coarse(OptimState state, Round round) {
    if (round.steps() > 1) {
      return finite(objective.round(state.active(), optimizer, round), round);
    }
    Gradient mean = mean(state.weights(), GradientScope.COARSE, round);
    optimizer.coarse(state.active(), mean.active(), round.rates()[0]);
    return mean.work();
  }

  private Gradient mean(Weights weights, GradientScope scope, Round round) {
    Gradient gradient = objective.gradient(weights, scope, round.first());
    // Before the optimizer sees it: a support of all weights may have no room.
    Work work = finite(gradient.work(), round);
    gradient.scale(work.score().toMean());
    return gradient;
  }

  private Work finite(Work work, Round round) {
    if (!Double.isFinite(work.score().loss())) {
      throw new DivergedException(
          round.first(), epoch(round), work.score().meanLoss(), round.lastRate());
    }
    return work;
  }
}

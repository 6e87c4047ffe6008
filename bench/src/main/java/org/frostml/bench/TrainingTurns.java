package org.frostml.bench;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.config.TrainConfig;
import org.frostml.job.data.Source;
import org.frostml.job.run.SparkData;
import org.frostml.job.run.SparkEngine;
import org.frostml.optim.OptimState;
import org.frostml.run.Engine;
import org.frostml.run.Preparation;
import org.frostml.train.Listener;
import org.frostml.train.Position;
import org.frostml.train.StepMetrics;
import org.frostml.train.Totals;
import org.frostml.train.Trainer;

/**
 * A run on Spark, in turns with something else: it trains for an epoch, or for a share of one as
 * whole cycles, then waits for the other, and so on. Nothing is evaluated or written.
 */
final class TrainingTurns implements Listener {
  private final Preparation prepared;
  private final double share;
  private final int turns;
  private final Consumer<Turn> other;
  private int taken;
  private Totals totals;
  private long begun;

  /**
   * @param share of an epoch that a turn is at least, in (0, 1]
   * @param turns after which the run ends
   * @param other has the next turn after each
   */
  TrainingTurns(Preparation prepared, double share, int turns, Consumer<Turn> other) {
    if (!(share > 0 && share <= 1)) {
      throw new FrostException("a turn is a share of an epoch, in (0, 1]: " + share);
    }
    this.prepared = prepared;
    this.share = share;
    this.turns = turns;
    this.other = other;
  }

  /**
   * A turn of training.
   *
   * @param seconds by the clock on the wall
   * @param totals of its steps alone
   */
  record Turn(double seconds, Totals totals) {}

  /**
   * Takes all turns.
   *
   * @throws FrostException if the configuration has fewer epochs
   */
  void run(JavaSparkContext spark, Source source, TrainConfig config) throws IOException {
    float[] theta = config.init().theta(prepared.network(), prepared.layout(), config.seed());
    OptimState state = config.optimizer().init(prepared.layout(), theta);
    try (SparkData data = new SparkData(spark, source);
        Engine engine = new SparkEngine(spark, data, config, prepared)) {
      Trainer trainer = config.trainer(engine.objective(), prepared.batches().stepsPerEpoch());
      begin();
      trainer.run(state, Position.START, config.epochs(), this);
    } catch (Enough done) {
      return;
    }
    throw new FrostException(
        "the run's epochs = "
            + config.epochs()
            + " are "
            + taken
            + " turns, but "
            + turns
            + " are wanted: raise epochs, or take fewer samples");
  }

  private void begin() {
    totals = new Totals(prepared.network());
    begun = System.nanoTime();
  }

  @Override
  public void step(StepMetrics step, OptimState state) {
    totals.step(step, state);
  }

  @Override
  public void pause(Position at, OptimState state) {
    int epoch = prepared.batches().stepsPerEpoch();
    // As many fine steps in every share.
    boolean whole = share == 1 ? at.next() % epoch == 0 : at.next() == at.fine();
    if (whole && totals.steps() >= share * epoch) {
      Turn turn = new Turn((System.nanoTime() - begun) * 1e-9, totals);
      taken++;
      other.accept(turn);
      if (taken == turns) {
        throw new Enough();
      }
      begin();
    }
  }
}

package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.optim.DensityControl;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.optim.Sgd;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  private static final Network NETWORK = Clouds.NETWORK;

  private static OptimState train(
      Optimizer optimizer, int m, double rho, Totals totals, double rate) {
    return train(optimizer, new FreezeSchedule(m, 1), rho, totals, rate);
  }

  private static OptimState train(
      Optimizer optimizer, FreezeSchedule freeze, double rho, Totals totals, double rate) {
    MiniBatches batches = new MiniBatches(1, 12, 3, 120);
    OptimState state = optimizer.init(NETWORK.layout(), new Init(rho, 1, 1).theta(NETWORK, 2));
    try (LocalObjective objective =
        new LocalObjective(NETWORK, Kernels.named("vector"), 2, batches, Clouds.shards(3, 40))) {
      new Trainer(
              objective, optimizer, freeze, new LrSchedule.Cosine(rate), batches.stepsPerEpoch())
          .run(state, Position.START, 20, totals);
    }
    return state;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.9, 0", "0.9, 0.001"})
  void linBregWithoutLambdaIsSgdBitForBit(float momentum, float decay) {
    OptimState sgd =
        train(new Sgd(new MomentumStep(momentum, decay)), 0, 0.3, new Totals(NETWORK), 0.2);
    LinBreg linBreg =
        new LinBreg(
            1, new MomentumStep(momentum, decay), new L1Norm(), new DensityControl.FixedLambda(0));
    OptimState bregman = train(linBreg, 0, 0.3, new Totals(NETWORK), 0.2);
    assertArrayEquals(sgd.theta(), bregman.theta());
    assertTrue(sgd.theta()[0] != 0, "trained nothing");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 9})
  void learnsSparsely(int localSteps) {
    LinBreg rule =
        new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), new DensityControl.Quantile(0.3));
    FreezeSchedule freeze = new FreezeSchedule(9, localSteps);
    OptimState state = train(rule, freeze, 0.1, new Totals(NETWORK), 0.3);
    List<Shard> heldOut = Clouds.shards(5, 200).subList(4, 5);
    Score score =
        new LocalEvaluator(new LocalWorkers(NETWORK, Kernels.named("vector"), 1), heldOut)
            .score(state.weights());
    assertEquals(200, score.examples());
    assertTrue(score.meanQuality() > 0.65, () -> "accuracy " + score.meanQuality());
    assertTrue(state.density() <= 0.3, () -> "density " + state.density());
  }

  /**
   * With a support that cannot change, the counter must give the method's formula exactly (method,
   * section 5).
   */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.2",
    "4, 1, 0.2",
    "9, 1, 0.2",
    "4, 3, 0.2",
    "9, 9, 0.2",
    "0, 1, 0.6",
    "9, 9, 0.6"
  })
  void flopsFollowTheFormula(int m, int localSteps, double rho) {
    // lambda so large and steps so small that nothing is born and none dies.
    LinBreg rule =
        new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), new DensityControl.FixedLambda(10));
    Totals totals = new Totals(NETWORK);
    OptimState state = train(rule, new FreezeSchedule(m, localSteps), rho, totals, 1e-6);
    double dense = 0;
    double spent = 0;
    Support support = state.support();
    for (int layer = 0; layer < 3; layer++) {
      double f = NETWORK.layout().blocks().get(2 * layer).size();
      double s = (support.from(2 * layer + 1) - support.from(2 * layer)) / f;
      int passes = layer == 0 ? 2 : 3;
      dense += passes * f;
      double fine = (passes - 1) * s + 1;
      double coarse = passes * s;
      spent += f * (fine + m * coarse) / (m + 1);
    }
    assertEquals(200, totals.steps());
    assertEquals(2400, totals.examples());
    assertEquals(spent / dense, totals.flopsRatio(), 1e-12);
  }

  @Test
  void denseTrainingCostsOne() {
    Totals totals = new Totals(NETWORK);
    train(new Sgd(new MomentumStep(0, 0)), 0, 1, totals, 0.1);
    assertEquals(1, totals.flopsRatio(), 1e-12);
  }

  @Test
  void divergenceNamesStepAndLoss() {
    DivergedException e =
        assertThrows(
            DivergedException.class,
            () -> train(new Sgd(new MomentumStep(0, 0)), 0, 1, new Totals(NETWORK), 1e18));
    assertTrue(
        e.getMessage()
            .matches("the run diverged at step \\d+ \\(epoch \\d+\\): loss (NaN|Infinity) at .*"),
        e.getMessage());
  }

  /** Nothing sees its gradient: marks that are no numbers would all be on the support. */
  @Test
  void aFineStepWhoseLossIsNoNumberMovesNothing() {
    LinBreg rule =
        new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), new DensityControl.Quantile(0.3));
    MiniBatches batches = new MiniBatches(1, 12, 3, 120);
    float[] theta = new Init(0.3, 1, 1).theta(NETWORK, 2);
    theta[NETWORK.layout().size() - 1] = Float.NaN;
    OptimState state = rule.init(NETWORK.layout(), theta);
    Support before = state.support();
    try (LocalObjective objective =
        new LocalObjective(NETWORK, Kernels.named("vector"), 1, batches, Clouds.shards(3, 40))) {
      Trainer trainer =
          new Trainer(
              objective,
              rule,
              new FreezeSchedule(0, 1),
              new LrSchedule.Cosine(0.1),
              batches.stepsPerEpoch());
      assertThrows(
          DivergedException.class,
          () -> trainer.run(state, Position.START, 20, new Totals(NETWORK)));
    }
    assertSame(before, state.support());
  }

  @Test
  void divergenceInARoundIsNoticed() {
    LinBreg rule =
        new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), new DensityControl.Quantile(0.5));
    DivergedException e =
        assertThrows(
            DivergedException.class,
            () -> train(rule, new FreezeSchedule(9, 9), 0.5, new Totals(NETWORK), 1e18));
    assertTrue(
        e.getMessage().matches("the run diverged at step 1 \\(epoch 1\\): loss (NaN|Infinity) .*"),
        e.getMessage());
  }

  @Test
  void aLargeSliceIsWorkedOffInTiles() {
    // One shard's slice of 300 examples, against the same examples one by one.
    List<Shard> shards = Clouds.shards(1, 300);
    MiniBatches all = new MiniBatches(1, 300, 1, 300);
    MiniBatches single = new MiniBatches(1, 1, 1, 300);
    float[] theta = new Init(0.5, 1, 1).theta(NETWORK, 2);
    Support support = Support.of(NETWORK.layout(), 0, theta);
    Weights weights = new Weights(support, support.restrict(theta));
    Gradient parts = Gradient.zero(GradientScope.COARSE, support);
    try (ShardWorker one = new ShardWorker(NETWORK, Kernels.named("vector"), 1);
        ShardWorker other = new ShardWorker(NETWORK, Kernels.named("vector"), 1)) {
      Gradient whole = one.gradient(shards.get(0), all, weights, GradientScope.COARSE, 0);
      for (int step = 0; step < 300; step++) {
        parts.add(other.gradient(shards.get(0), single, weights, GradientScope.COARSE, step));
      }
      assertEquals(whole.work().score().quality(), parts.work().score().quality());
      assertEquals(300, parts.work().score().examples());
      assertEquals(whole.work().flops(), parts.work().flops());
      assertArrayEquals(whole.values(), parts.values(), 1e-3f);
    }
  }
}

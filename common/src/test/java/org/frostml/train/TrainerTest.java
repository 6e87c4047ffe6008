package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.optim.DensityControl;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.optim.Regularizer;
import org.frostml.optim.Sgd;
import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Level;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerTest {
  private static final Network NETWORK = Network.mlp(12, List.of(17, 9), 4);

  /** Four Gaussian clouds, cut into shards. */
  private static List<Shard> clouds(int shards, int perShard) {
    List<Shard> all = new ArrayList<>();
    for (int s = 0; s < shards; s++) {
      Rng rng = new Rng(9, s);
      float[] x = new float[perShard * 12];
      int[] labels = new int[perShard];
      for (int i = 0; i < perShard; i++) {
        labels[i] = rng.nextInt(4);
        for (int f = 0; f < 12; f++) {
          x[i * 12 + f] = (float) (rng.nextGaussian() + (f % 4 == labels[i] ? 1.5 : 0));
        }
      }
      all.add(new Shard(s, 12, x, labels));
    }
    return all;
  }

  private static OptimState train(
      Optimizer optimizer, int m, double rho, Totals totals, double rate) {
    List<Shard> shards = clouds(3, 40);
    MiniBatches batches = new MiniBatches(1, 12, 3, 120);
    Worker worker = new Worker(NETWORK, Kernels.named("vector"));
    OptimState state =
        optimizer.init(NETWORK.layout(), new Init(rho, 1, 1).theta(NETWORK.layout(), 2));
    new Trainer(
            new LocalObjective(worker, batches, shards),
            optimizer,
            new FreezeSchedule(m),
            new LrSchedule.Cosine(rate),
            batches.stepsPerEpoch())
        .run(state, 20, totals);
    return state;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.9, 0", "0.9, 0.001"})
  void linBregWithoutLambdaIsSgdBitForBit(float momentum, float decay) {
    OptimState sgd = train(new Sgd(momentum, decay), 0, 0.3, new Totals(NETWORK), 0.2);
    LinBreg linBreg =
        new LinBreg(1, momentum, decay, new Regularizer.L1(), new DensityControl.FixedLambda(0));
    OptimState bregman = train(linBreg, 0, 0.3, new Totals(NETWORK), 0.2);
    assertArrayEquals(sgd.theta(), bregman.theta());
    assertTrue(sgd.theta()[0] != 0, "trained nothing");
  }

  @Test
  void learnsSparsely() {
    LinBreg rule = new LinBreg(1, 0, 0, new Regularizer.L1(), new DensityControl.Quantile(0.3));
    OptimState state = train(rule, 9, 0.1, new Totals(NETWORK), 0.3);
    Worker worker = new Worker(NETWORK, Kernels.named("vector"));
    List<Shard> heldOut = clouds(5, 200).subList(4, 5);
    Score score = LocalObjective.evaluator(worker, heldOut).score(state.weights());
    assertEquals(200, score.examples());
    assertTrue(score.accuracy() > 0.65, () -> "accuracy " + score.accuracy());
    assertTrue(state.density() <= 0.3, () -> "density " + state.density());
  }

  /**
   * With a support that cannot change, the counter must give the method's formula exactly (method,
   * section 5).
   */
  @ParameterizedTest
  @CsvSource({"0", "4", "9"})
  void flopsFollowTheFormula(int m) {
    // lambda so large and steps so small that nothing is born and none dies.
    LinBreg rule = new LinBreg(1, 0, 0, new Regularizer.L1(), new DensityControl.FixedLambda(10));
    Totals totals = new Totals(NETWORK);
    OptimState state = train(rule, m, 0.2, totals, 1e-6);
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
    train(new Sgd(0, 0), 0, 1, totals, 0.1);
    assertEquals(1, totals.flopsRatio(), 1e-12);
  }

  @Test
  void divergenceNamesStepAndLoss() {
    DivergedException e =
        assertThrows(
            DivergedException.class, () -> train(new Sgd(0, 0), 0, 1, new Totals(NETWORK), 1e18));
    assertTrue(
        e.getMessage()
            .matches("the run diverged at step \\d+ \\(epoch \\d+\\): loss (NaN|Infinity) at .*"),
        e.getMessage());
  }

  @Test
  void aCycleIsOneFineStepAndMCoarseOnes() {
    FreezeSchedule freeze = new FreezeSchedule(2);
    assertEquals(
        List.of(Level.FINE, Level.COARSE, Level.COARSE, Level.FINE, Level.COARSE),
        java.util.stream.LongStream.range(0, 5).mapToObj(freeze::level).toList());
    assertEquals(Level.FINE, new FreezeSchedule(0).level(17));
    assertEquals(
        "m must be >= 0: -1",
        assertThrows(IllegalArgumentException.class, () -> new FreezeSchedule(-1)).getMessage());
  }

  @Test
  void theOrderOfArrivalDoesNotMatter() {
    Support support = Support.full(NETWORK.layout(), 0);
    int[][] orders = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}};
    float[][] sums = new float[orders.length][];
    for (int o = 0; o < orders.length; o++) {
      OrderedSum sum = new OrderedSum(4);
      for (int i = 0; i < 4; i++) {
        Gradient g = Gradient.zero(Level.FINE, support);
        Rng rng = new Rng(orders[o][i]);
        for (int k = 0; k < g.values().length; k++) {
          g.values()[k] = (float) (rng.nextGaussian() * Math.pow(10, orders[o][i]));
        }
        if (i < 3) {
          sum.add(orders[o][i], g);
          assertThrows(IllegalStateException.class, sum::total);
        } else {
          sum.add(orders[o][i], g);
        }
      }
      sums[o] = sum.total().values();
    }
    assertArrayEquals(sums[0], sums[1]);
    assertArrayEquals(sums[0], sums[2]);
  }

  @Test
  void aLargeSliceIsWorkedOffInTiles() {
    // One shard's slice of 300 examples, against the same examples one by one.
    List<Shard> shards = clouds(1, 300);
    MiniBatches all = new MiniBatches(1, 300, 1, 300);
    MiniBatches single = new MiniBatches(1, 1, 1, 300);
    float[] theta = new Init(0.5, 1, 1).theta(NETWORK.layout(), 2);
    Support support = Support.of(NETWORK.layout(), 0, theta);
    Weights weights = new Weights(support, support.restrict(theta));
    Worker worker = new Worker(NETWORK, Kernels.named("vector"));
    Gradient whole = worker.gradient(shards.get(0), all, weights, Level.COARSE, 0);
    Gradient parts = Gradient.zero(Level.COARSE, support);
    for (int step = 0; step < 300; step++) {
      parts.add(worker.gradient(shards.get(0), single, weights, Level.COARSE, step));
    }
    assertEquals(whole.score().correct(), parts.score().correct());
    assertEquals(whole.flops(), parts.flops());
    assertArrayEquals(whole.values(), parts.values(), 1e-3f);
  }
}

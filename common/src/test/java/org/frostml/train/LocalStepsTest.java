package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Shard;
import org.frostml.optim.Active;
import org.frostml.optim.DensityControl;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.optim.StepContext;
import org.frostml.sparse.Float32;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Level;
import org.frostml.sparse.Message;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Coarse steps that shards take apart: what a round is, and that no thread changes its bits. */
class LocalStepsTest {
  private static final Kernels KERNELS = Kernels.named("vector");
  private static final float DELTA = 0.5f;
  private static final float LAMBDA = 0.1f;
  private static final int EXAMPLES = 120;
  private static final int BATCH = 15;

  private static LinBreg rule(float momentum) {
    return new LinBreg(
        DELTA,
        new MomentumStep(momentum, 1e-3f),
        new L1Norm(),
        new DensityControl.FixedLambda(LAMBDA));
  }

  private static OptimState begin(LinBreg rule) {
    return rule.init(Clouds.NETWORK.layout(), new Init(0.3, 1, 1).theta(Clouds.NETWORK, 2));
  }

  private static MiniBatches batches(int shards) {
    return new MiniBatches(1, BATCH, shards, EXAMPLES);
  }

  private static List<Shard> shards(int shards) {
    return Clouds.shards(shards, EXAMPLES / shards);
  }

  private static LocalObjective objective(int shards, int threads) {
    return new LocalObjective(Clouds.NETWORK, KERNELS, threads, batches(shards), shards(shards));
  }

  private static OptimState train(
      LinBreg rule, FreezeSchedule freeze, int shards, int threads, Listener listener) {
    OptimState state = begin(rule);
    try (LocalObjective objective = objective(shards, threads)) {
      int stepsPerEpoch = batches(shards).stepsPerEpoch();
      LrSchedule rates = new LrSchedule.Cosine(0.3);
      new Trainer(objective, rule, freeze, rates, stepsPerEpoch)
          .run(state, Position.START, 5, listener);
    }
    return state;
  }

  /** A run of 40 steps in epochs of 8, so that some rounds are cut short. */
  @ParameterizedTest
  @CsvSource({"0, 4", "0, 9", "0, 19", "0.9, 4", "0.9, 9", "0.9, 19"})
  void onOneShardARoundIsItsStepsBitForBit(float momentum, int m) {
    Totals stepwise = new Totals(Clouds.NETWORK);
    OptimState one = train(rule(momentum), new FreezeSchedule(m, 1), 1, 1, stepwise);
    for (int localSteps : new int[] {2, m}) {
      Totals rounds = new Totals(Clouds.NETWORK);
      OptimState many = train(rule(momentum), new FreezeSchedule(m, localSteps), 1, 1, rounds);
      assertArrayEquals(one.theta(), many.theta());
      assertArrayEquals(one.dual(), many.dual());
      assertEquals(stepwise.steps(), rounds.steps());
      assertEquals(stepwise.examples(), rounds.examples());
      assertEquals(stepwise.flopsRatio(), rounds.flopsRatio());
    }
    assertEquals(40, stepwise.steps());
    assertTrue(one.density() > 0.05 && one.density() < 0.9, () -> "density " + one.density());
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.9f})
  void aRoundGivesTheMeanOfTheShards(float momentum) {
    LinBreg rule = rule(momentum);
    Round round = new Round(1, new float[] {0.3f, 0.2f, 0.1f, 0.3f});
    int shards = 3;
    List<float[]> apart = new ArrayList<>();
    Work work = Work.NONE;
    for (Shard shard : shards(shards)) {
      OptimState state = afterAFineStep(rule);
      try (ShardWorker worker = new ShardWorker(Clouds.NETWORK, KERNELS, 1)) {
        work = work.plus(worker.round(shard, batches(shards), state.active(), rule, round));
      }
      apart.add(numbers(state.active(), 5));
    }
    assertFalse(Arrays.equals(apart.get(0), apart.get(1)), "shards learn from their own examples");

    OptimState state = afterAFineStep(rule);
    try (LocalObjective objective = objective(shards, 2)) {
      assertEquals(work, objective.round(state.active(), rule, round));
    }
    assertEquals(BATCH * round.steps(), work.score().examples());
    float[] mean = numbers(state.active(), 5);
    int active = state.support().size();
    assertEquals(momentum == 0 ? active : 2 * active, mean.length);
    for (int k = 0; k < mean.length; k++) {
      float sum = apart.get(0)[k] + apart.get(1)[k] + apart.get(2)[k];
      assertEquals(sum * (1f / 3), mean[k]);
    }
    float[] theta = state.weights().values();
    for (int k = 0; k < active; k++) {
      float z = DELTA * mean[k];
      float threshold = isWeight(state.support(), k) ? DELTA * LAMBDA : 0;
      float shrunk = z > threshold ? z - threshold : z < -threshold ? z + threshold : 0;
      assertEquals(shrunk, theta[k], 1e-7f, "theta = prox(delta v) at " + k);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.9f})
  void aShardStepsAlongTheMeanOfItsOwnPart(float momentum) {
    LinBreg rule = rule(momentum);
    Round round = new Round(1, new float[] {0.3f, 0.2f});
    OptimState atOnce = afterAFineStep(rule);
    OptimState byHand = afterAFineStep(rule);
    Shard shard = shards(3).get(2);
    try (ShardWorker worker = new ShardWorker(Clouds.NETWORK, KERNELS, 1)) {
      worker.round(shard, batches(3), atOnce.active(), rule, round);
      for (int i = 0; i < 2; i++) {
        Gradient sum =
            worker.gradient(shard, batches(3), byHand.weights(), GradientScope.COARSE, 1 + i);
        assertEquals(BATCH / 3, sum.work().score().examples());
        sum.scale(1f / (BATCH / 3));
        rule.coarse(byHand.active(), sum.values(), round.rates()[i]);
      }
    }
    assertArrayEquals(numbers(byHand.active(), 3), numbers(atOnce.active(), 3));
    assertArrayEquals(byHand.theta(), atOnce.theta());
  }

  private static OptimState afterAFineStep(LinBreg rule) {
    OptimState state = begin(rule);
    try (LocalObjective objective = objective(3, 1)) {
      Gradient gradient = objective.gradient(state.weights(), GradientScope.FINE, 0);
      gradient.scale(1f / BATCH);
      rule.step(state, gradient, StepContext.of(0.3f));
    }
    return state;
  }

  /**
   * What travels, without lambda and the count of steps: duals, and momenta where there are any.
   */
  private static float[] numbers(Active active, int steps) {
    ByteBuffer message = Message.of(active.bytes(new Float32()));
    active.write(message, new Float32());
    message.flip();
    assertEquals(LAMBDA, message.getFloat());
    assertEquals(steps, message.getLong());
    float[] numbers = new float[message.remaining() / Float.BYTES];
    Message.read(message, numbers);
    return numbers;
  }

  private static boolean isWeight(Support support, int position) {
    int j = support.coordinate(position);
    return support.layout().blocks().stream()
        .anyMatch(block -> block.isWeight() && j >= block.offset() && j < block.end());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 9", "3, 1", "3, 4", "3, 9", "5, 1", "5, 9"})
  void threadsDoNotChangeTheBits(int shards, int localSteps) {
    for (float momentum : new float[] {0, 0.9f}) {
      FreezeSchedule freeze = new FreezeSchedule(9, localSteps);
      OptimState alone = train(rule(momentum), freeze, shards, 1, new Listener() {});
      for (int threads : new int[] {2, 5}) {
        OptimState shared = train(rule(momentum), freeze, shards, threads, new Listener() {});
        assertArrayEquals(alone.theta(), shared.theta(), () -> threads + " threads");
        assertArrayEquals(alone.dual(), shared.dual(), () -> threads + " threads");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 9})
  void theSupportStaysInARound(int localSteps) {
    LinBreg rule = rule(0);
    Support[] last = {begin(rule).support()};
    boolean[] changed = {false};
    Listener watch =
        new Listener() {
          @Override
          public void step(StepMetrics step, OptimState state) {
            if (step.level() == Level.COARSE) {
              assertSame(last[0], state.support());
              assertTrue(state.activeWeights() <= state.support().weights());
            } else {
              assertEquals(1, step.steps());
              changed[0] |= last[0].weights() != state.support().weights();
            }
            last[0] = state.support();
          }
        };
    train(rule, new FreezeSchedule(9, localSteps), 3, 2, watch);
    assertTrue(changed[0], "fine steps change it");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.3, 0.7, 1})
  void aWorkersThreadsDoNotChangeTheBits(double density) {
    float[] theta = new Init(density, 1, 1).theta(Clouds.NETWORK, 2);
    Support support = Support.of(Clouds.NETWORK.layout(), 0, theta);
    Weights weights = new Weights(support, support.restrict(theta));
    Shard shard = shards(1).get(0);
    MiniBatches all = new MiniBatches(1, 100, 1, EXAMPLES);
    for (String name : new String[] {"scalar", "vector"}) {
      Kernels kernels = Kernels.named(name);
      try (ShardWorker one = new ShardWorker(Clouds.NETWORK, kernels, 1);
          ShardWorker three = new ShardWorker(Clouds.NETWORK, kernels, 3)) {
        for (GradientScope scope : List.of(GradientScope.COARSE, GradientScope.FINE)) {
          Gradient a = one.gradient(shard, all, weights, scope, 0);
          Gradient b = three.gradient(shard, all, weights, scope, 0);
          assertEquals(a.work(), b.work());
          assertArrayEquals(a.values(), b.values());
        }
        assertEquals(one.score(shard, weights), three.score(shard, weights));
      }
    }
  }
}

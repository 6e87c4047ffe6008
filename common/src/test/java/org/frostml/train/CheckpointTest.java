package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.optim.DensityControl;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.optim.Regularizer;
import org.frostml.optim.Sgd;
import org.frostml.sparse.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run gone on with from wherever it paused ends with the same bits. */
class CheckpointTest {
  private static final Layout LAYOUT = Clouds.NETWORK.layout();
  private static final MiniBatches BATCHES = new MiniBatches(1, 12, 3, 120);
  private static final int EPOCHS = 3;

  /** A rule and how often its support is looked at. */
  record Method(Optimizer rule, FreezeSchedule freeze) {}

  private static LinBreg linBreg(float momentum, DensityControl density) {
    return new LinBreg(0.7f, momentum, 1e-3f, new Regularizer.L1(), density);
  }

  static List<Method> methods() {
    DensityControl quantile = new DensityControl.Quantile(0.3);
    return List.of(
        new Method(linBreg(0, quantile), new FreezeSchedule(6, 1)),
        new Method(linBreg(0.9f, quantile), new FreezeSchedule(6, 4)),
        new Method(linBreg(0.5f, new DensityControl.FixedLambda(0.05f)), new FreezeSchedule(3, 3)),
        new Method(new Sgd(0.9f, 1e-3f), new FreezeSchedule(0, 1)));
  }

  private static OptimState begin(Optimizer rule) {
    return rule.init(LAYOUT, new Init(0.3, 1, 1).theta(LAYOUT, 2));
  }

  private static void train(Method method, OptimState state, Position from, Listener listener) {
    try (LocalObjective objective =
        new LocalObjective(
            Clouds.NETWORK, Kernels.named("vector"), 2, BATCHES, Clouds.shards(3, 40))) {
      new Trainer(
              objective,
              method.rule(),
              method.freeze(),
              new LrSchedule.Cosine(0.3),
              BATCHES.stepsPerEpoch())
          .run(state, from, EPOCHS, listener);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anyPauseLeadsToTheSameBits(Method method) {
    OptimState undisturbed = begin(method.rule());
    List<Checkpoint> pauses = new ArrayList<>();
    train(
        method,
        undisturbed,
        Position.START,
        new Listener() {
          @Override
          public void pause(Position at, OptimState state) {
            pauses.add(Checkpoint.of(at, state, new int[0], Map.of()));
          }
        });
    assertEquals(30, pauses.get(pauses.size() - 1).at().next());
    assertTrue(pauses.size() >= 12, () -> pauses.size() + " pauses");
    for (Checkpoint pause : pauses) {
      OptimState resumed = pause.state(method.rule(), LAYOUT);
      List<Integer> epochs = new ArrayList<>();
      train(
          method,
          resumed,
          pause.at(),
          new Listener() {
            @Override
            public void epoch(int epoch, OptimState state) {
              epochs.add(epoch);
            }
          });
      assertArrayEquals(undisturbed.theta(), resumed.theta(), "from step " + pause.at());
      assertArrayEquals(undisturbed.dual(), resumed.dual());
      assertEquals(undisturbed.counts(), resumed.counts());
      assertEquals(undisturbed.support().version(), resumed.support().version());
      long before = (pause.at().next() - 1) / BATCHES.stepsPerEpoch();
      assertEquals(EPOCHS - before, epochs.size(), "one that had ended is heard of again");
    }
  }

  @Test
  void numbersOfAnotherRuleAreRefused() {
    Optimizer rule = linBreg(0, new DensityControl.Quantile(0.3));
    Checkpoint checkpoint = Checkpoint.of(Position.START, begin(rule), new int[0], Map.of());
    Optimizer other = linBreg(0.9f, new DensityControl.Quantile(0.3));
    assertEquals(
        "expected 1 arrays of moments, got 0",
        assertThrows(IllegalArgumentException.class, () -> checkpoint.state(other, LAYOUT))
            .getMessage());
  }
}

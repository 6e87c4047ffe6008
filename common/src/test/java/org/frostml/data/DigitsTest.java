package org.frostml.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.optim.Sgd;
import org.frostml.train.FreezeSchedule;
import org.frostml.train.Listener;
import org.frostml.train.LocalEvaluator;
import org.frostml.train.LocalObjective;
import org.frostml.train.LocalWorkers;
import org.frostml.train.MiniBatches;
import org.frostml.train.Position;
import org.frostml.train.Trainer;
import org.junit.jupiter.api.Test;

class DigitsTest {
  @Test
  void theSameBitsForever() throws IOException {
    // Written down once; a change of one pixel on any JDK or machine changes it, and with it every
    // published number.
    DataSet data = DataSet.of(new Digits("digits", 2000, 7, 0));
    assertEquals("beac3ff02e2d5ccbeb17f869cdc012a5b2d06c8bd4e68ec8eb8c7851a52b604c", data.sha256());
  }

  @Test
  void anExampleDependsOnItsIndexAlone() {
    float[][] whole = new float[50][];
    new Digits("digits", 50, 3, 0).read(i -> true, (i, x, y) -> whole[i] = x.clone());
    new Digits("digits", 5000, 3, 0)
        .read(i -> i % 7 == 0 && i < 50, (i, x, y) -> assertArrayEquals(whole[i], x));
  }

  @Test
  void trainingAndTestAreDifferentDraws() throws IOException {
    assertNotEquals(
        DataSet.of(new Digits("digits", 100, 3, 0)).sha256(),
        DataSet.of(new Digits("digits", 100, 3, 1)).sha256());
  }

  @Test
  void pixelsAreGreyAndClassesBalanced() {
    int[] counts = new int[10];
    new Digits("digits", 5000, 4, 0)
        .read(
            i -> true,
            (i, x, label) -> {
              counts[label]++;
              assertEquals(784, x.length);
              for (float pixel : x) {
                assertTrue(
                    pixel >= 0 && pixel <= 1 && pixel == Math.round(pixel * 255) / 255f,
                    () -> "pixel " + pixel);
              }
            });
    for (int count : counts) {
      assertEquals(500, count, 100);
    }
  }

  @Test
  void aLinearModelStaysBehind() throws IOException {
    double linear = accuracy(List.of());
    double mlp = accuracy(List.of(100));
    assertTrue(linear > 0.6, () -> "linear " + linear);
    assertTrue(mlp > linear + 0.05, () -> "linear " + linear + ", mlp " + mlp);
  }

  @Test
  void refusesNothing() {
    assertEquals(
        "size must be >= 1: 0",
        assertThrows(IllegalArgumentException.class, () -> new Digits("digits", 0, 0, 0))
            .getMessage());
  }

  private static double accuracy(List<Integer> hidden) throws IOException {
    Digits train = new Digits("digits", 4000, 5, 0);
    Digits test = new Digits("digits", 1000, 5, 1);
    Survey survey = Survey.of(train, Scaling.By.WHOLE);
    Shard shard = new Sharding(1, 4000, 1).pack(train, 0, survey.scaling());
    Shard heldOut = new Sharding(1, 1000, 1).pack(test, 0, survey.scaling());
    Network network = Network.mlp(784, hidden, 10);
    Kernels kernels = Kernels.chosen();
    Sgd sgd = new Sgd(new MomentumStep(0, 0));
    OptimState state = sgd.init(network.layout(), new Init(1, 0.3, 1).theta(network, 1));
    MiniBatches batches = new MiniBatches(1, 40, 1, 4000);
    try (LocalObjective objective =
        new LocalObjective(network, kernels, 1, batches, List.of(shard))) {
      new Trainer(
              objective,
              sgd,
              new FreezeSchedule(0, 1),
              new LrSchedule.Cosine(hidden.isEmpty() ? 0.005 : 0.1),
              batches.stepsPerEpoch())
          .run(state, Position.START, 8, new Listener() {});
    }
    return new LocalEvaluator(new LocalWorkers(network, kernels, 1), List.of(heldOut))
        .score(state.weights())
        .meanQuality();
  }
}

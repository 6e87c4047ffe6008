package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Look;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TapeTest {
  private static final Network NETWORK = Network.mlp(7, List.of(31, 9), 3);

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void servesBatchesOfAllSizes(String name) {
    Kernels kernels = Kernels.named(name);
    float[] theta = new Init(0.3, 1, 1).theta(NETWORK.layout(), 1);
    Tape tape = new Tape(NETWORK, 128);
    for (int examples : new int[] {128, 1, 31, 16, 17, 128}) {
      Cloud cloud = Cloud.of(examples, 7, 3);
      cloud.load(tape, examples);
      assertEquals(examples, tape.examples());
      for (Look look : List.of(Look.COARSE, Look.FINE)) {
        Gradient fresh = cloud.gradient(NETWORK, kernels, theta, look);
        Gradient again = Cloud.gradient(NETWORK, kernels, theta, look, tape);
        assertEquals(fresh.work(), again.work());
        assertArrayEquals(fresh.values(), again.values(), () -> examples + " examples");
      }
    }
  }

  /** Sparse, dense with zeros and without, and back. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void servesOtherWeightsOnceRenewed(String name) {
    Kernels kernels = Kernels.named(name);
    Cloud cloud = Cloud.of(40, 7, 3);
    Tape tape = new Tape(NETWORK, 40);
    cloud.load(tape, 40);
    for (double rho : new double[] {0.3, 0.95, 0.2, 1, 0.5, 0.3}) {
      float[] theta = new Init(rho, 1, 1).theta(NETWORK.layout(), Math.round(rho * 100));
      tape.renew();
      for (Look look : List.of(Look.COARSE, Look.FINE)) {
        assertArrayEquals(
            cloud.gradient(NETWORK, kernels, theta, look).values(),
            Cloud.gradient(NETWORK, kernels, theta, look, tape).values(),
            () -> "density " + rho);
      }
    }
  }

  @Test
  void aBatchThatDoesNotFitAnArrayIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Tape(Network.mlp(1_000_000, List.of(), 2), 3000))
            .getMessage();
    assertTrue(message.startsWith("a batch of 3000 examples needs "), message);
  }
}

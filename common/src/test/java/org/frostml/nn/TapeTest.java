package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.frostml.kernel.Kernels;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TapeTest {
  private static final Network NETWORK = Network.mlp(7, List.of(31, 9), 3);

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void servesBatchesOfAllSizes(String name) {
    Kernels kernels = Kernels.named(name);
    float[] theta = new Init(0.3, 1, 1).theta(NETWORK, 1);
    Tape tape = new Tape(NETWORK, 128);
    for (int examples : new int[] {128, 1, 31, 16, 17, 128}) {
      Cloud cloud = Cloud.of(examples, 7, 3);
      cloud.load(tape, examples);
      assertEquals(examples, tape.examples());
      for (GradientScope scope : List.of(GradientScope.COARSE, GradientScope.FINE)) {
        Gradient fresh = cloud.gradient(NETWORK, kernels, theta, scope);
        Gradient again = Cloud.gradient(NETWORK, kernels, theta, scope, tape);
        assertEquals(fresh.work(), again.work());
        assertArrayEquals(fresh.values(), again.values(), () -> examples + " examples");
      }
    }
  }

  /** Rows of a shared array in some order, on a tape that has seen larger batches. */
  @Test
  void aViewLoadsWhatWasPackedAndZerosBeside() {
    Scaling scaling = new Scaling.Whole(0.3f, 1.7f);
    Shard pool = Cloud.of(200, 7, 3).shard();
    int[] rows = new Random(5).ints(150, 0, 200).toArray();
    float[] x = new float[150 * 7];
    int[] labels = new int[150];
    for (int i = 0; i < 150; i++) {
      labels[i] = (int) pool.targets().value(rows[i], 0);
      for (int f = 0; f < 7; f++) {
        x[i * 7 + f] = scaling.apply(f, ((Rows.Floats) pool.rows()).x()[rows[i] * 7 + f]);
      }
    }
    int[] which = new Random(6).ints(133, 0, 150).toArray();
    Tape packed = new Tape(NETWORK, 128);
    Tape viewed = new Tape(NETWORK, 128);
    for (int examples : new int[] {128, 1, 31, 16, 17, 127}) {
      packed.load(
          new Shard.Packed(
              4, new Rows.Floats(7, x), new Targets.Classes(labels), new Scaling.None()),
          which,
          5,
          5 + examples);
      viewed.load(
          new Shard.View(4, pool.rows(), pool.targets(), scaling, rows), which, 5, 5 + examples);
      assertArrayEquals(batch(packed), batch(viewed), () -> examples + " examples");
      for (int i = 0; i < examples; i++) {
        assertEquals(labels[which[5 + i]], viewed.targets().value(viewed.row(i), 0));
        assertEquals(x[which[5 + i] * 7 + 6], batch(viewed)[6 * viewed.width() + i]);
      }
      for (int i = examples; i < viewed.width(); i++) {
        assertEquals(0f, batch(viewed)[6 * viewed.width() + i]);
      }
    }
  }

  /** What was loaded, surplus columns included. */
  private static float[] batch(Tape tape) {
    return Arrays.copyOfRange(
        tape.array(), tape.at(Places.INPUT), tape.at(Places.INPUT) + 7 * tape.width());
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
      float[] theta = new Init(rho, 1, 1).theta(NETWORK, Math.round(rho * 100));
      tape.renew();
      for (GradientScope scope : List.of(GradientScope.COARSE, GradientScope.FINE)) {
        assertArrayEquals(
            cloud.gradient(NETWORK, kernels, theta, scope).values(),
            Cloud.gradient(NETWORK, kernels, theta, scope, tape).values(),
            () -> "density " + rho);
      }
    }
  }

  /** Of every layer that is passed backward: its own values, not those of the whole network. */
  @Test
  void copiesOfWeightsAreAsLongAsTheirBlocks() {
    float[] theta = new Init(0.2, 1, 1).theta(NETWORK, 1);
    Support support = Support.of(NETWORK.layout(), 0, theta);
    Weights weights = new Weights(support, support.restrict(theta));
    Tape tape = new Tape(NETWORK, 16);
    tape.renew();
    for (int b : new int[] {0, 2, 4}) {
      assertEquals(support.count(b), tape.transposed(b, weights).length, () -> "block " + b);
    }
    tape.renew();
    for (int b : new int[] {0, 2, 4}) {
      int size = NETWORK.layout().blocks().get(b).size();
      assertEquals(size, tape.dense(b, weights).length, () -> "block " + b);
    }
  }

  @Test
  void aBatchThatDoesNotFitAnArrayIsRefused() {
    Tape tape = new Tape(Network.mlp(1_000_000, List.of(), 2), 3000);
    Rows rows = new Rows.Floats(1_000_000, new float[1_000_000]);
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> tape.load(rows, 0, 1, new Scaling.None()))
            .getMessage();
    assertTrue(message.startsWith("3000 examples at a time need "), message);
  }
}

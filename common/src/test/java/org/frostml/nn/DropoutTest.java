package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ones through a dropout, as features and as maps. */
class DropoutTest {
  private static final Shape SHAPE = new Shape(3, 5, 7);
  private static final int EXAMPLES = 200;

  /** What becomes of the ones of some examples in training, each by itself. */
  private static float[][] dropped(String layers, int epoch, int... which) {
    Network network = Network.parse(SHAPE, layers, new SquaredError());
    float[] x = new float[EXAMPLES * SHAPE.size()];
    Arrays.fill(x, 1);
    Targets targets =
        new Targets.Values(new float[EXAMPLES * network.outputs()], network.outputs());
    Tape tape = new Tape(network, EXAMPLES);
    Rows rows = new Rows.Floats(SHAPE.size(), x);
    tape.load(new Shard.Packed(0, rows, targets, new Scaling.None()), which, 0, which.length);
    tape.draw(3, epoch, 0, which, 0, which.length);
    float[] theta = new Init(1, 1, 1).theta(network, 1);
    Support support = Support.full(network.layout(), 0);
    float[][] outputs = new float[which.length][network.outputs()];
    try (Team team = new Team(2)) {
      Gradient gradient = Gradient.zero(GradientScope.COARSE, support);
      Weights weights = new Weights(support, theta);
      int z =
          network.forward(new Pass(Kernels.named("vector"), team, weights, tape, gradient, null));
      for (int e = 0; e < which.length; e++) {
        for (int f = 0; f < outputs[e].length; f++) {
          outputs[e][f] = tape.array()[z + f * tape.width() + e];
        }
      }
    }
    return outputs;
  }

  private static int[] all() {
    int[] all = new int[EXAMPLES];
    Arrays.setAll(all, e -> e);
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dropout(0.3) flatten", "flatten dropout(0.3)"})
  void theShareIsDroppedAndTheOthersMakeUpForIt(String layers) {
    float[][] dropped = dropped(layers, 0, all());
    int zeros = 0;
    for (float[] example : dropped) {
      int before = zeros;
      for (float value : example) {
        zeros += value == 0 ? 1 : 0;
        assertEquals(value == 0 ? 0 : 1 / 0.7f, value);
      }
      assertFalse(before == zeros, "nothing is dropped of an example");
    }
    // 21,000 draws: five deviations.
    assertEquals(0.3, zeros / (double) (EXAMPLES * SHAPE.size()), 0.016);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dropout(0.3) flatten", "flatten dropout(0.3)"})
  void anExampleKeepsTheSameInAnyCompany(String layers) {
    float[][] all = dropped(layers, 0, all());
    float[][] some =
        dropped(layers, 0, 199, 17, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0);
    assertArrayEquals(all[199], some[0]);
    assertArrayEquals(all[17], some[1]);
    assertArrayEquals(all[0], some[16]);
    assertArrayEquals(all[0], dropped("flatten dropout(0.3)", 0, 0)[0], "map or features");
    assertFalse(Arrays.equals(all[0], all[1]));
    assertFalse(Arrays.equals(all[0], dropped(layers, 1, 0)[0]), "another epoch");
  }

  /** Of a half twice a quarter is left, not a half. */
  @ParameterizedTest
  @ValueSource(strings = {"dropout(0.5) dropout(0.5) flatten", "dropout(0.5) flatten dropout(0.5)"})
  void everyDropoutDrawsItsOwn(String layers) {
    double left = 0;
    for (float[] example : dropped(layers, 0, all())) {
      for (float value : example) {
        left += value / 4;
      }
    }
    assertEquals(0.25, left / (EXAMPLES * SHAPE.size()), 0.016);
  }
}

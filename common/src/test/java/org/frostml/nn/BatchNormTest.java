package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchNormTest {
  private static final int SIDE = 32;
  private static final int EXAMPLES = 64;
  private static final Network NETWORK =
      Network.parse(new Shape(1, SIDE, SIDE), "bn pool dense(2)", new SoftmaxCrossEntropy());

  /** Sums are about the middle pixel of the first example, which may be like no other. */
  @ParameterizedTest
  @CsvSource({"scalar, 3.7, 0", "vector, 3.7, 0", "scalar, 1.1, 0.02", "vector, 1.1, 0.02"})
  void theVarianceIsRightAboutAnyPixel(String kernels, float background, double foreground) {
    float[] x = new float[EXAMPLES * SIDE * SIDE];
    Arrays.fill(x, background);
    int middle = SIDE / 2 * SIDE + SIDE / 2;
    Arrays.fill(x, middle, middle + 1 + (int) (foreground * x.length), 0);
    double mean = 0;
    for (float pixel : x) {
      mean += pixel;
    }
    mean /= x.length;
    double variance = 0;
    for (float pixel : x) {
      variance += (pixel - mean) * (pixel - mean);
    }
    variance /= x.length;
    float[] found = moments(kernels, x);
    assertEquals(mean, found[0], 1e-6 * mean);
    assertEquals(variance, found[1], 1e-3 * variance);
  }

  /** Mean and variance of the one channel. */
  private static float[] moments(String kernels, float[] x) {
    int[] rows = new int[EXAMPLES];
    Arrays.setAll(rows, i -> i);
    Tape tape = new Tape(NETWORK, EXAMPLES);
    tape.load(
        new Shard.Packed(
            0,
            new Rows.Floats(SIDE * SIDE, x),
            new Targets.Classes(new int[EXAMPLES]),
            new Scaling.None()),
        rows,
        0,
        EXAMPLES);
    float[] theta = new Init(1, 1, 1).theta(NETWORK, 3);
    Weights weights = new Weights(Support.full(NETWORK.layout(), 0), theta);
    MomentSums sums = MomentSums.none(NETWORK);
    try (Team team = new Team(1)) {
      NETWORK.moments(Kernels.named(kernels), team, weights, tape, sums);
    }
    return sums.means();
  }
}

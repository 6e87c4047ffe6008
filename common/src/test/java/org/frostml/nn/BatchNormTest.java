package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
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
    float[] found = SampleMoments.of(NETWORK, kernels, x, 0, EXAMPLES).means();
    assertEquals(mean, found[0], 1e-6 * mean);
    assertEquals(variance, found[1], 1e-3 * variance);
  }
}

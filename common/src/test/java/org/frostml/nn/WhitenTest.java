package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.junit.jupiter.api.Test;

class WhitenTest {
  private static final Shape IN = new Shape(2, 5, 6);
  private static final Network NETWORK =
      Network.parse(IN, "whiten(2) gelu conv(3,3) bn pool dense(3)", new SoftmaxCrossEntropy());
  private static final int PIXELS = 8;
  private static final int EXAMPLES = 37;

  /**
   * Images whose neighbouring pixels are alike, and whose second channel is much like the first.
   */
  private static float[][] images() {
    Rng rng = new Rng(11);
    float[][] images = new float[EXAMPLES][IN.size()];
    for (float[] x : images) {
      double level = rng.nextGaussian();
      for (int p = 0; p < 30; p++) {
        x[p] = (float) (level + 0.7 * rng.nextGaussian());
        x[30 + p] = (float) (0.8 * x[p] + 0.4 * rng.nextGaussian());
      }
    }
    return images;
  }

  private static MomentSums sums(float[][] images, int from, int to) {
    float[] x = new float[images.length * IN.size()];
    for (int e = 0; e < images.length; e++) {
      System.arraycopy(images[e], 0, x, e * IN.size(), IN.size());
    }
    return SampleMoments.of(NETWORK, "scalar", x, from, to);
  }

  private static float[] whitened(MomentSums sums) {
    float[] theta = new Init(1, 1, 1).theta(NETWORK, 3);
    float[] before = theta.clone();
    NETWORK.whiten(sums, theta);
    Block block = NETWORK.layout().blocks().get(0);
    assertEquals(Block.Kind.FIXED, block.kind());
    assertArrayEquals(
        Arrays.copyOfRange(before, block.end(), before.length),
        Arrays.copyOfRange(theta, block.end(), theta.length));
    return Arrays.copyOf(theta, block.end());
  }

  /** On paper: what the weights make of every patch has deviation 1 each, and nothing in common. */
  @Test
  void whatItGivesIsWhite() {
    float[][] images = images();
    float[] w = whitened(sums(images, 0, EXAMPLES));
    double[][] products = new double[PIXELS][PIXELS];
    int patches = 0;
    for (float[] x : images) {
      for (int h = 0; h < 4; h++) {
        for (int c = 0; c < 5; c++) {
          double[] y = new double[PIXELS];
          for (int k = 0; k < PIXELS; k++) {
            for (int i = 0; i < PIXELS; i++) {
              y[k] += w[k * PIXELS + i] * x[i / 4 * 30 + (h + i / 2 % 2) * 6 + c + i % 2];
            }
          }
          for (int k = 0; k < PIXELS; k++) {
            for (int l = 0; l < PIXELS; l++) {
              products[k][l] += y[k] * y[l];
            }
          }
          patches++;
        }
      }
    }
    assertEquals(EXAMPLES * 20, patches);
    for (int k = 0; k < PIXELS; k++) {
      for (int l = 0; l < PIXELS; l++) {
        // The smallest variance is some 0.1, to which 0.0005 is added.
        assertEquals(k == l ? 1 : 0, products[k][l] / patches, k == l ? 0.02 : 1e-5);
      }
      for (int i = 0; i < PIXELS; i++) {
        assertEquals(-w[k * PIXELS + i], w[(PIXELS + k) * PIXELS + i]);
      }
    }
  }

  @Test
  void partsAddUpAndTravel() {
    float[][] images = images();
    MomentSums sum = MomentSums.none(NETWORK);
    for (int from : new int[] {0, 19}) {
      MomentSums part = sums(images, from, from == 0 ? 19 : EXAMPLES);
      ByteBuffer message = ByteBuffer.allocate(part.bytes());
      part.write(message);
      assertEquals(0, message.remaining());
      sum.add(MomentSums.read(message.flip(), NETWORK));
    }
    assertArrayEquals(whitened(sums(images, 0, EXAMPLES)), whitened(sum), 1e-5f);
  }

  /** Patches without any variance leave the weights finite. */
  @Test
  void blackImagesWhitenToo() {
    for (float w : whitened(sums(new float[EXAMPLES][IN.size()], 0, EXAMPLES))) {
      assertTrue(Float.isFinite(w), "a weight is " + w);
    }
  }
}

package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A layer gives the same numbers whether it runs sparse or dense. */
class DenseTest {
  private static final int INPUTS = 31;
  private static final int CLASSES = 10;

  @ParameterizedTest
  @CsvSource({
    "scalar, 0.05",
    "scalar, 0.6",
    "scalar, 1",
    "vector, 0.05",
    "vector, 0.6",
    "vector, 1"
  })
  void agreesWithTheReference(String name, double density) {
    Kernels kernels = Kernels.named(name);
    Network network = Network.mlp(INPUTS, List.of(9, 33), CLASSES);
    float[] theta = new Init(density, 1, 1).theta(network, 5);
    for (int examples : new int[] {1, 13, 40, 128}) {
      Cloud cloud = Cloud.of(examples, INPUTS, CLASSES);
      double[] expected = new double[theta.length];
      double loss = reference(network, theta, cloud.shard(), expected);
      for (GradientScope scope :
          List.of(GradientScope.COARSE, GradientScope.FINE, new GradientScope(1, 3, 1))) {
        Gradient gradient = cloud.gradient(network, kernels, theta, scope);
        assertEquals(loss, gradient.work().score().loss(), 1e-5 * examples);
        Support support = Support.of(network.layout(), 0, theta);
        float[] active = new float[support.size()];
        gradient.restrict(active);
        float[] g = scope == GradientScope.FINE ? gradient.values() : support.prolong(active);
        for (int j = 0; j < theta.length; j++) {
          if (scope == GradientScope.FINE || g[j] != 0) {
            assertEquals(expected[j], g[j], 1e-5 * examples, scope + ", parameter " + j);
          }
        }
      }
    }
  }

  /** The loss, and its gradient, as one would write them on paper. */
  private static double reference(Network network, float[] theta, Shard shard, double[] gradient) {
    List<Block> blocks = network.layout().blocks();
    int layers = blocks.size() / 2;
    double loss = 0;
    for (int e = 0; e < shard.examples(); e++) {
      double[][] y = new double[layers + 1][];
      y[0] = new double[shard.rows().features()];
      for (int f = 0; f < y[0].length; f++) {
        y[0][f] = ((Rows.Floats) shard.rows()).x()[e * y[0].length + f];
      }
      for (int l = 0; l < layers; l++) {
        Block w = blocks.get(2 * l);
        y[l + 1] = new double[w.rows()];
        for (int r = 0; r < w.rows(); r++) {
          double sum = theta[blocks.get(2 * l + 1).offset() + r];
          for (int c = 0; c < w.cols(); c++) {
            sum += theta[w.offset() + r * w.cols() + c] * y[l][c];
          }
          y[l + 1][r] = l < layers - 1 ? Math.max(sum, 0) : sum;
        }
      }
      double sum = 0;
      for (double z : y[layers]) {
        sum += Math.exp(z);
      }
      int label = (int) shard.targets().value(e, 0);
      loss += Math.log(sum) - y[layers][label];
      double[] dy = new double[y[layers].length];
      for (int k = 0; k < dy.length; k++) {
        dy[k] = Math.exp(y[layers][k]) / sum - (k == label ? 1 : 0);
      }
      for (int l = layers - 1; l >= 0; l--) {
        Block w = blocks.get(2 * l);
        double[] dx = new double[w.cols()];
        for (int r = 0; r < w.rows(); r++) {
          gradient[blocks.get(2 * l + 1).offset() + r] += dy[r];
          for (int c = 0; c < w.cols(); c++) {
            int j = w.offset() + r * w.cols() + c;
            gradient[j] += dy[r] * y[l][c];
            dx[c] += y[l][c] > 0 ? dy[r] * theta[j] : 0;
          }
        }
        dy = dx;
      }
    }
    return loss;
  }

  /**
   * The same weights among hidden units without any: so thin that the layers run sparse, which they
   * did not before.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.6, 1})
  void runsDenseAsItRunsSparse(double density) {
    Kernels kernels = Kernels.named("vector");
    Network full = Network.mlp(INPUTS, List.of(9), CLASSES);
    Network thin = Network.mlp(INPUTS, List.of(40), CLASSES);
    float[] theta = new Init(density, 1, 1).theta(full, 5);
    float[] spread = new float[thin.layout().size()];
    int[] place = new int[theta.length];
    for (int b = 0; b < 4; b++) {
      Block from = full.layout().blocks().get(b);
      Block to = thin.layout().blocks().get(b);
      for (int j = 0; j < from.size(); j++) {
        place[from.offset() + j] = to.offset() + j / from.cols() * to.cols() + j % from.cols();
        spread[place[from.offset() + j]] = theta[from.offset() + j];
      }
      if (from.isWeight()) {
        double before = Support.of(full.layout(), 0, theta).density(b);
        double after = Support.of(thin.layout(), 0, spread).density(b);
        assertTrue(before >= kernels.crossover(), () -> before + " runs sparse");
        assertTrue(after < kernels.crossover(), () -> after + " runs dense");
      }
    }
    for (int examples : new int[] {1, 13, 128}) {
      Cloud cloud = Cloud.of(examples, INPUTS, CLASSES);
      Gradient dense = cloud.gradient(full, kernels, theta, GradientScope.FINE);
      Gradient sparse = cloud.gradient(thin, kernels, spread, GradientScope.FINE);
      assertEquals(sparse.work().score(), dense.work().score());
      for (int j = 0; j < theta.length; j++) {
        assertTrue(sparse.values()[place[j]] == dense.values()[j], "parameter " + j);
      }
    }
  }

  @Test
  void aLayerWithoutOutputsIsRefused() {
    assertEquals(
        "a dense layer needs at least 1 output: 0",
        assertThrows(IllegalArgumentException.class, () -> new Dense(0, Activation.RELU))
            .getMessage());
  }
}

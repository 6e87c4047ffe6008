package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.frostml.kernel.Kernels;
import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every layer, and the loss behind it, against central differences. A new layer without a case
 * fails.
 */
class GradientCheckTest {
  private static final int INPUTS = 6;
  private static final int CLASSES = 4;
  private static final int EXAMPLES = 11;

  /** A network around each kind of layer. */
  private static final Map<Class<?>, Network> CASES =
      Map.of(
          Dense.class, new Network(INPUTS, List.of(new Dense(5), new Dense(CLASSES))),
          Relu.class,
              new Network(
                  INPUTS,
                  List.of(new Dense(9), new Relu(), new Dense(7), new Relu(), new Dense(CLASSES))));

  @Test
  void everyLayerHasItsCase() {
    assertEquals(
        Set.of(Layer.class.getPermittedSubclasses()),
        CASES.keySet(),
        "layers without a gradient check");
  }

  static Stream<Network> networks() {
    return CASES.values().stream();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void agreesWithDifferences(Network network) {
    for (String name : new String[] {"scalar", "vector"}) {
      Kernels kernels = Kernels.named(name);
      float[] theta = new Init(0.7, 1, 1).theta(network.layout(), 3);
      Support support = Support.of(network.layout(), 0, theta);
      Batch batch = batch();
      Tape tape = new Tape(network, EXAMPLES);
      for (Level level : Level.values()) {
        Gradient gradient = Gradient.zero(level, support);
        network.gradient(
            kernels, new Weights(support, support.restrict(theta)), batch, tape, gradient);
        float[] g = level == Level.FINE ? gradient.values() : support.prolong(gradient.values());
        for (int j = 0; j < theta.length; j++) {
          if (level == Level.FINE || theta[j] != 0) {
            double expected = difference(network, kernels, theta, j, batch, tape);
            assertEquals(
                expected, g[j], 2e-3 * Math.max(1, Math.abs(expected)), level + ", parameter " + j);
          }
        }
      }
    }
  }

  @Test
  void theGradientOfASharedBatchIsASum() {
    // Twice the batch, twice the gradient: sums, not means.
    Network network = CASES.get(Relu.class);
    float[] theta = new Init(1, 1, 1).theta(network.layout(), 3);
    Support support = Support.full(network.layout(), 0);
    Gradient once = Gradient.zero(Level.FINE, support);
    Gradient twice = Gradient.zero(Level.FINE, support);
    Tape tape = new Tape(network, EXAMPLES);
    Weights weights = new Weights(support, theta);
    network.gradient(Kernels.named("scalar"), weights, batch(), tape, once);
    network.gradient(Kernels.named("scalar"), weights, batch(), tape, twice);
    network.gradient(Kernels.named("scalar"), weights, batch(), tape, twice);
    assertEquals(2 * EXAMPLES, twice.score().examples());
    for (int j = 0; j < theta.length; j++) {
      assertEquals(2 * once.values()[j], twice.values()[j], 1e-4);
    }
  }

  private static double difference(
      Network network, Kernels kernels, float[] theta, int j, Batch batch, Tape tape) {
    float h = 2e-3f;
    double[] loss = new double[2];
    for (int side = 0; side < 2; side++) {
      float[] moved = theta.clone();
      moved[j] += side == 0 ? -h : h;
      Layout layout = network.layout();
      loss[side] =
          network.score(kernels, new Weights(Support.full(layout, 0), moved), batch, tape).loss();
    }
    return (loss[1] - loss[0]) / (2 * h);
  }

  private static Batch batch() {
    Rng rng = new Rng(17);
    float[] x = new float[EXAMPLES * INPUTS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) rng.nextGaussian();
    }
    int[] labels = new int[EXAMPLES];
    Arrays.setAll(labels, i -> rng.nextInt(CLASSES));
    Batch batch = new Batch(INPUTS, EXAMPLES);
    int[] rows = new int[EXAMPLES];
    Arrays.setAll(rows, i -> i);
    batch.load(new Shard(0, INPUTS, x, labels), rows, 0, EXAMPLES);
    return batch;
  }

  @Test
  void specsAreReadBack() {
    for (Network network : CASES.values()) {
      assertEquals(
          network.spec(),
          Network.parse(INPUTS, network.spec()).layers().stream()
              .map(Layer::spec)
              .collect(Collectors.joining(" ")));
    }
  }
}

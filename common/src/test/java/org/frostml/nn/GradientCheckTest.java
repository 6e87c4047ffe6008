package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every layer, and the loss after it, against central differences. A new layer without a case
 * fails.
 */
class GradientCheckTest {
  private static final int INPUTS = 6;
  private static final int CLASSES = 4;
  private static final int EXAMPLES = 11;
  private static final Team TEAM = new Team(2);
  private static final List<GradientScope> SCOPES =
      List.of(GradientScope.COARSE, GradientScope.FINE, new GradientScope(1, 3, 1));

  /** Examples of maps fill one tile and a part of another. */
  private static final int MAPS = 19;

  /** Of what is dropped of examples of shard 0 in epoch 1, by seed 5. */
  private static final long DRAWS = Rng.key(5, 0x64726f70, 1, 0);

  /** Networks around each kind of layer. */
  private static final Map<Class<?>, List<Network>> CASES =
      Map.ofEntries(
          Map.entry(
              Dense.class,
              List.of(network("dense(5) dense(4)"), network("dense(9,relu) dense(4,relu)"))),
          Map.entry(
              Chain.class,
              List.of(
                  network("dense(9,relu) dense(7,relu) dense(4)"),
                  network("[[dense(8) relu] dense(7)] [dense(9) relu dense(4)]"))),
          Map.entry(
              Relu.class,
              List.of(
                  network("[dense(9)] relu dense(4)"),
                  images("[conv(3,3)] relu avgpool(2) relu flatten dense(4)"))),
          Map.entry(
              Gelu.class,
              List.of(
                  network("dense(9) gelu dense(7) gelu dense(4)"),
                  images("gelu conv(3,3) bn gelu maxpool(2) gelu flatten dense(4) gelu"),
                  images("conv(2,3) residual[gelu conv(2,3) gelu] gelu pool gelu dense(4)"))),
          Map.entry(
              Dropout.class,
              List.of(
                  network("dense(9) relu dropout(0.5) dense(7) dropout(0.2) dense(4)"),
                  images(
                      "dropout(0.1) conv(3,3) dropout(0.4) bn relu flatten dropout(0.3) dense(4)"),
                  images(
                      "residual[conv(2,3) dropout(0.5)] residual[bn | dropout(0.5)] pool dense(4)"))),
          Map.entry(
              Conv2d.class,
              List.of(
                  images("conv(3,3) flatten dense(4)"),
                  images("conv(3,3,bias) relu conv(4,3,stride=2,bias) conv(2,1) flatten dense(4)"),
                  images("conv(3,2,padding=1) conv(4,4,padding=3,stride=3) flatten dense(4)"),
                  images("conv(3,5,padding=0,relu) flatten dense(4)"))),
          Map.entry(
              Whiten.class,
              List.of(
                  images("whiten(2) gelu conv(3,3) flatten dense(4)"),
                  images("residual[whiten(1) conv(2,3) bn] pool dense(4)"))),
          Map.entry(Flatten.class, List.of(images("flatten dense(6) dense(4)"))),
          Map.entry(
              Pool2d.class,
              List.of(
                  images("conv(3,3) maxpool(2) conv(3,3) maxpool(2,stride=1) flatten dense(4)"),
                  images("conv(3,3) avgpool(2) conv(3,3) avgpool(2,stride=1) flatten dense(4)"),
                  images("maxpool(2) avgpool(2) flatten dense(4)"))),
          Map.entry(GlobalPool.class, List.of(images("conv(5,3) relu pool dense(4)"))),
          Map.entry(
              BatchNorm.class,
              List.of(
                  images("conv(3,3) bn conv(4,3) bn relu pool dense(4)"),
                  images("bn conv(3,3) [bn] relu flatten dense(4)"))),
          Map.entry(
              Residual.class,
              List.of(
                  network("dense(6) residual[dense(6) relu dense(6)] relu dense(4)"),
                  network("residual[dense(6)] dense(4)"),
                  images("conv(3,3) residual[conv(3,3) bn relu conv(3,3) bn] relu pool dense(4)"),
                  images("residual[conv(2,3) bn] residual[bn conv(2,3)] flatten dense(4)"),
                  images(
                      "conv(3,3) residual[conv(4,3,stride=2) bn relu conv(4,3) bn | conv(4,1,stride=2)"
                          + " bn] relu residual[conv(7,3,stride=2) bn | pad] pool dense(4)"),
                  images(
                      "conv(3,3) residual[bn relu conv(3,3) | bn conv(3,1)] residual[bn conv(6,3) | pad(2)]"
                          + " pool dense(4)"))));

  private static Network network(String spec) {
    return Network.parse(Shape.flat(INPUTS), spec, new SoftmaxCrossEntropy());
  }

  private static Network images(String spec) {
    return Network.parse(new Shape(2, 5, 7), spec, new SoftmaxCrossEntropy());
  }

  @AfterAll
  static void close() {
    TEAM.close();
  }

  @Test
  void everyLayerHasItsCase() {
    assertEquals(
        Set.of(Layer.class.getPermittedSubclasses()),
        CASES.keySet(),
        "layers without a gradient check");
  }

  static Stream<Network> networks() {
    return CASES.values().stream().flatMap(List::stream);
  }

  /** That run sparse, and dense with zeros and without. */
  private static final double[] DENSITIES = {0.3, 0.7, 1};

  /** Every parameter at one of the densities, its neighbours at the others. */
  @ParameterizedTest
  @MethodSource("networks")
  void agreesWithDifferences(Network network) {
    for (int d = 0; d < DENSITIES.length; d++) {
      double rho = DENSITIES[d];
      float[] theta = new Init(rho, 1, 1).theta(network, 3);
      double[] expected = differences(network, theta, d);
      Support support = Support.of(network.layout(), 0, theta);
      Weights weights = new Weights(support, support.restrict(theta));
      Tape tape = tape(network);
      for (String name : new String[] {"scalar", "vector"}) {
        for (GradientScope scope : SCOPES) {
          Gradient gradient = Gradient.zero(scope, support);
          tape.renew();
          network.gradient(Kernels.named(name), TEAM, weights, tape, gradient);
          boolean fine = scope == GradientScope.FINE;
          float[] g = fine ? gradient.values() : support.prolong(gradient.active());
          for (int j = d; j < theta.length; j += DENSITIES.length) {
            if (fine || theta[j] != 0) {
              assertEquals(
                  expected[j],
                  g[j],
                  1e-4 * Math.max(1, Math.abs(expected[j])),
                  name + ", density " + rho + ", " + scope + ", parameter " + j);
            }
          }
        }
      }
    }
  }

  /** The outputs of the examples that fill tiles and of those that do not. */
  @ParameterizedTest
  @MethodSource("networks")
  void givesWhatIsWrittenOnPaper(Network network) {
    for (double rho : new double[] {0.3, 1}) {
      float[] theta = new Init(rho, 1, 1).theta(network, 3);
      Support support = Support.of(network.layout(), 0, theta);
      Weights weights = new Weights(support, support.restrict(theta));
      Tape tape = tape(network);
      double[][] expected = PlainLayers.of(network, theta).outputs(examples(network));
      for (String name : new String[] {"scalar", "vector"}) {
        tape.renew();
        int z = network.forward(Pass.forward(Kernels.named(name), TEAM, weights, tape));
        for (int e = 0; e < expected.length; e++) {
          for (int k = 0; k < CLASSES; k++) {
            float actual = tape.array()[z + k * tape.width() + e];
            double scale = Math.max(1, Math.abs(expected[e][k]));
            assertEquals(expected[e][k], actual, 1e-4 * scale, name + ", example " + e);
          }
        }
      }
    }
  }

  @Test
  void theGradientOfASharedBatchIsASum() {
    // Twice the batch, twice the gradient: sums, not means.
    Network network = Network.mlp(INPUTS, List.of(9, 7), CLASSES);
    float[] theta = new Init(1, 1, 1).theta(network, 3);
    Support support = Support.full(network.layout(), 0);
    Gradient once = Gradient.zero(GradientScope.FINE, support);
    Gradient twice = Gradient.zero(GradientScope.FINE, support);
    Tape tape = tape(network);
    Weights weights = new Weights(support, theta);
    network.gradient(Kernels.named("scalar"), TEAM, weights, tape, once);
    network.gradient(Kernels.named("scalar"), TEAM, weights, tape, twice);
    network.gradient(Kernels.named("scalar"), TEAM, weights, tape, twice);
    assertEquals(2 * EXAMPLES, twice.work().score().examples());
    assertEquals(2 * once.work().flops(), twice.work().flops());
    for (int j = 0; j < theta.length; j++) {
      assertEquals(2 * once.values()[j], twice.values()[j], 1e-4);
    }
    assertTrue(once.work().score().loss() > 0, "no loss");
  }

  /**
   * Of the layers on paper: in double, so that few steps meet the kink of a ReLU.
   *
   * @param first parameter that is asked for, and then every so many-th
   */
  private static double[] differences(Network network, float[] theta, int first) {
    double h = 1e-6;
    double[] moved = IntStream.range(0, theta.length).mapToDouble(j -> theta[j]).toArray();
    double[] differences = new double[theta.length];
    for (int j = first; j < theta.length; j += DENSITIES.length) {
      if (isFixed(network, j)) {
        continue;
      }
      moved[j] = theta[j] + h;
      double above = loss(network, moved);
      moved[j] = theta[j] - h;
      differences[j] = (above - loss(network, moved)) / (2 * h);
      moved[j] = theta[j];
    }
    return differences;
  }

  /** Whether a parameter has no gradient, because it does not move. */
  private static boolean isFixed(Network network, int j) {
    return network.layout().blocks().stream()
        .anyMatch(block -> block.isFixed() && j >= block.offset() && j < block.end());
  }

  private static double loss(Network network, double[] theta) {
    double[][] outputs = new PlainLayers(network, theta).learnt(examples(network), DRAWS);
    int[] labels = labels(outputs.length);
    double loss = 0;
    for (int e = 0; e < outputs.length; e++) {
      loss += Math.log(Arrays.stream(outputs[e]).map(Math::exp).sum()) - outputs[e][labels[e]];
    }
    return loss;
  }

  private static int[] labels(int examples) {
    Rng rng = new Rng(18);
    int[] labels = new int[examples];
    Arrays.setAll(labels, i -> rng.nextInt(CLASSES));
    return labels;
  }

  private static float[][] examples(Network network) {
    Rng rng = new Rng(17);
    float[][] rows = new float[network.inputs() == INPUTS ? EXAMPLES : MAPS][network.inputs()];
    for (float[] row : rows) {
      for (int f = 0; f < row.length; f++) {
        row[f] = (float) rng.nextGaussian();
      }
    }
    return rows;
  }

  private static Tape tape(Network network) {
    float[][] given = examples(network);
    int examples = given.length;
    float[] x = new float[examples * network.inputs()];
    for (int e = 0; e < examples; e++) {
      System.arraycopy(given[e], 0, x, e * network.inputs(), network.inputs());
    }
    Tape tape = new Tape(network, examples);
    int[] rows = new int[examples];
    Arrays.setAll(rows, i -> i);
    Rows features = new Rows.Floats(network.inputs(), x);
    tape.load(
        new Shard.Packed(0, features, new Targets.Classes(labels(examples)), new Scaling.None()),
        rows,
        0,
        examples);
    tape.draw(5, 1, 0, rows, 0, examples);
    return tape;
  }
}

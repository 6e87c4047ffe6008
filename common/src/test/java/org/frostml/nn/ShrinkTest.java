package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A shrunk network computes what the whole one did. */
class ShrinkTest {
  private static final int EXAMPLES = 37;

  @ParameterizedTest
  @CsvSource({
    "relu, 0.01", "relu, 0.03", "relu, 0.1", "relu, 0.4", "relu, 1",
    "identity, 0.01", "identity, 0.03", "identity, 0.1", "identity, 0.4", "identity, 1",
    "mixed, 0.01", "mixed, 0.03", "mixed, 0.1", "mixed, 0.4", "mixed, 1"
  })
  void randomNetworksKeepTheirOutputs(String activations, double rho) {
    int constant = 0;
    int unused = 0;
    for (int[] sizes :
        new int[][] {
          {1, 1, 1}, {5, 7, 3}, {7, 8, 9, 2}, {31, 40, 30, 20, 10}, {257, 64, 31, 9, 8, 4}, {20, 3}
        }) {
      for (int seed = 0; seed < 10; seed++) {
        Network network = network(activations, sizes);
        Rng rng = new Rng(seed, sizes.length);
        float[] theta = random(network, rho, rng);
        Weights weights = of(network, theta);
        Shrink shrunk = Shrink.of(network, weights);
        assertSameOutputs(network, weights, shrunk);
        assertEquals(unitsBySearch(network, theta), widths(shrunk.network()));
        for (Shrink.Units units : shrunk.hidden()) {
          constant += units.constant();
          unused += units.unused();
          int alive = units.before() - units.constant() - units.unused();
          assertEquals(Math.max(1, alive), units.after());
        }
        assertNothingMoreIsDead(shrunk);
      }
    }
    assertEquals(rho < 1, constant > 0, constant + " constant units");
    assertEquals(rho < 1, unused > 0, unused + " unused units");
  }

  /** Unit 1 goes only into unit 3, which has no outgoing weights. */
  @Test
  void whatOnlyUnusedUnitsUseIsUnused() {
    Network network = network("relu", 2, 2, 2, 1);
    float[] theta =
        theta(network, "0.5 1; 2 0.25", "0.1 0.2", "1 0; 0.5 2", "0.3 0.4", "1 0", "0.7");
    Shrink shrunk = Shrink.of(network, of(network, theta));
    assertEquals("dense(1,relu) dense(1,relu) dense(1)", shrunk.network().spec());
    assertEquals(
        List.of(new Shrink.Units(2, 0, 1, 1), new Shrink.Units(2, 0, 1, 1)), shrunk.hidden());
    assertArrayEquals(new float[] {0.5f, 1, 0.1f, 1, 0.3f, 1, 0.7f}, flat(shrunk));
  }

  /** A unit whose only input is a constant one is constant, with the bias that follows. */
  @ParameterizedTest
  @ValueSource(strings = {"relu", "identity"})
  void constantsGoIntoTheBiasesBehindThem(String activations) {
    Network network = network(activations, 1, 2, 2, 1);
    // Constant units: -2 in the first layer; in the second 5 - 2 or, with the ReLU, 5 - 0.
    float[] theta = theta(network, "1; 0", "0.5 -2", "3 0.25; 0 1", "1 5", "2 0.5", "-1");
    Shrink shrunk = Shrink.of(network, of(network, theta));
    assertEquals(
        List.of(new Shrink.Units(2, 1, 0, 1), new Shrink.Units(2, 1, 0, 1)), shrunk.hidden());
    float[] expected =
        activations.equals("relu")
            ? new float[] {1, 0.5f, 3, 1, 2, -1 + 0.5f * 5}
            : new float[] {1, 0.5f, 3, 1 - 0.25f * 2, 2, -1 + 0.5f * 3};
    assertArrayEquals(expected, flat(shrunk));
    assertSameOutputs(network, of(network, theta), shrunk);
  }

  @Test
  void aLayerThatIsAllDeadKeepsAUnitAndTheOutputs() {
    Network network = network("relu", 4, 5, 6, 7, 3);
    for (int dead = 0; dead < 4; dead++) {
      float[] theta = random(network, 1, new Rng(dead));
      Block weight = network.layout().blocks().get(2 * dead);
      Arrays.fill(theta, weight.offset(), weight.end(), 0);
      Shrink shrunk = Shrink.of(network, of(network, theta));
      assertEquals("dense(1,relu) dense(1,relu) dense(1,relu) dense(3)", shrunk.network().spec());
      assertEquals(0, shrunk.weights().support().weights());
      assertSameOutputs(network, of(network, theta), shrunk);
    }
  }

  /** A weight may become 0, of either sign, while its place is frozen into the support. */
  @Test
  void zerosOnTheSupportAreDroppedAndCarryNothing() {
    Network network = network("relu", 2, 4, 2);
    float[] theta =
        theta(network, "1 0; -0 2; 1 1; 0 -0", "1 2 3 4", "1 0.5 -0 2; 0 1 0 -0", "0 1");
    Support full = Support.full(network.layout(), 3);
    Shrink shrunk = Shrink.of(network, new Weights(full, theta));
    assertEquals(List.of(new Shrink.Units(4, 1, 1, 2)), shrunk.hidden());
    assertEquals(2 + 3, shrunk.weights().support().weights());
    assertSameOutputs(network, new Weights(full, theta), shrunk);
  }

  @Test
  void aNetworkWhoseUnitsAllLiveStaysAsItIs() {
    Network network = network("relu", 12, 9, 7, 4);
    float[] theta = random(network, 1, new Rng(1));
    Shrink shrunk = Shrink.of(network, of(network, theta));
    assertEquals(network.spec(), shrunk.network().spec());
    assertArrayEquals(theta, flat(shrunk));
  }

  @Test
  void aBiasThatOverflowsIsNamed() {
    Network network = network("identity", 1, 2, 2);
    float[] theta = theta(network, "1; 0", "0 1e30", "1 1; 1 -1e30", "0 0");
    assertEquals(
        "net.1.bias: value 1 would be -Infinity with the constant units before it",
        assertThrows(IllegalArgumentException.class, () -> Shrink.of(network, of(network, theta)))
            .getMessage());
  }

  @Test
  void aChainOfChainsIsShrunkToAChain() {
    Network nested =
        Network.parse(
            Shape.flat(12),
            "[dense(9,relu) [dense(8)]] dense(7,relu) dense(4)",
            new SoftmaxCrossEntropy());
    float[] theta = random(nested, 0.1, new Rng(4));
    Network flat =
        Network.parse(
            Shape.flat(12),
            "dense(9,relu) dense(8) dense(7,relu) dense(4)",
            new SoftmaxCrossEntropy());
    Shrink expected = Shrink.of(flat, of(flat, theta));
    Shrink shrunk = Shrink.of(nested, of(nested, theta));
    assertEquals(expected.network().spec(), shrunk.network().spec());
    assertEquals(expected.hidden(), shrunk.hidden());
    assertArrayEquals(flat(expected), flat(shrunk));
  }

  /** They do nothing to what is predicted. */
  @Test
  void dropoutsAreLeftOut() {
    Network network =
        Network.parse(
            Shape.flat(12),
            "dropout(0.2) dense(9,relu) [dropout(0.5) dense(7,relu)] dense(4)",
            new SoftmaxCrossEntropy());
    float[] theta = random(network, 0.1, new Rng(4));
    Shrink shrunk = Shrink.of(network, of(network, theta));
    assertFalse(shrunk.network().spec().contains("dropout"), shrunk.network().spec());
    assertSameOutputs(network, of(network, theta), shrunk);
  }

  /** A kind of layer that came later must not be taken for a dense one. */
  @Test
  void otherLayersAreRefused() {
    for (String layer :
        List.of("conv(2,1,bias)", "bn", "residual[conv(2,1)]", "gelu", "flatten", "pool")) {
      boolean maps = !List.of("flatten", "pool").contains(layer);
      String spec = "[" + layer + (maps ? " flatten" : "") + "] dense(3)";
      Network network = Network.parse(new Shape(2, 2, 2), spec, new SoftmaxCrossEntropy());
      float[] theta = new float[network.layout().size()];
      assertEquals(
          "only dense layers can be shrunk, not " + layer,
          assertThrows(IllegalArgumentException.class, () -> Shrink.of(network, of(network, theta)))
              .getMessage());
    }
  }

  private static Network network(String activations, int... sizes) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < sizes.length; i++) {
      // Mixed ones end in a ReLU, and some hidden layer is linear.
      boolean relu =
          activations.equals("relu")
              ? i < sizes.length - 1
              : activations.equals("mixed") && (sizes.length - i) % 2 == 1;
      layers.add(new Dense(sizes[i], relu ? Activation.RELU : Activation.IDENTITY));
    }
    return new Network(Shape.flat(sizes[0]), new Chain(layers), new SoftmaxCrossEntropy());
  }

  /** Weights under a mask, biases of either sign. */
  private static float[] random(Network network, double rho, Rng rng) {
    float[] theta = new Init(rho, 1, 1).theta(network, rng.nextInt(1000));
    for (Block block : network.layout().blocks()) {
      for (int j = block.offset(); j < block.end() && block.kind() == Block.Kind.BIAS; j++) {
        theta[j] = (float) rng.nextDouble(-1, 1);
      }
    }
    return theta;
  }

  /** Blocks as one writes them; rows end in a semicolon. */
  private static float[] theta(Network network, String... blocks) {
    String[] numbers = String.join(" ", blocks).replace(";", " ").trim().split(" +");
    float[] theta = new float[network.layout().size()];
    assertEquals(theta.length, numbers.length);
    for (int j = 0; j < theta.length; j++) {
      theta[j] = Float.parseFloat(numbers[j]);
    }
    return theta;
  }

  private static Weights of(Network network, float[] theta) {
    Support support = Support.of(network.layout(), 0, theta);
    return new Weights(support, support.restrict(theta));
  }

  private static float[] flat(Shrink shrunk) {
    return shrunk.weights().support().prolong(shrunk.weights().values());
  }

  private static List<Integer> widths(Network network) {
    List<Integer> widths = new ArrayList<>();
    for (Dense.InPlace layer : Shrink.denseLayers(network.bound())) {
      widths.add(layer.outputs());
    }
    return widths;
  }

  /** The definition, repeated until nothing changes: a unit goes without a way in or a way out. */
  private static List<Integer> unitsBySearch(Network network, float[] theta) {
    List<Block> blocks = network.layout().blocks();
    int layers = blocks.size() / 2;
    boolean[][] gone = new boolean[layers + 1][];
    gone[0] = new boolean[network.inputs()];
    for (int i = 0; i < layers; i++) {
      gone[i + 1] = new boolean[blocks.get(2 * i).rows()];
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 1; i < layers; i++) {
        Block in = blocks.get(2 * (i - 1));
        Block out = blocks.get(2 * i);
        for (int u = 0; u < gone[i].length; u++) {
          boolean fed = false;
          for (int c = 0; c < in.cols(); c++) {
            fed |= !gone[i - 1][c] && theta[in.offset() + u * in.cols() + c] != 0;
          }
          boolean used = false;
          for (int r = 0; r < out.rows(); r++) {
            used |= !gone[i + 1][r] && theta[out.offset() + r * out.cols() + u] != 0;
          }
          changed |= !gone[i][u] && !(fed && used);
          gone[i][u] |= !(fed && used);
        }
      }
    }
    List<Integer> units = new ArrayList<>();
    for (int i = 1; i <= layers; i++) {
      int left = 0;
      for (boolean unit : gone[i]) {
        left += unit ? 0 : 1;
      }
      units.add(Math.max(1, left));
    }
    return units;
  }

  private static void assertNothingMoreIsDead(Shrink shrunk) {
    Shrink again = Shrink.of(shrunk.network(), shrunk.weights());
    assertEquals(shrunk.network().spec(), again.network().spec());
    assertArrayEquals(flat(shrunk), flat(again));
  }

  private static void assertSameOutputs(Network network, Weights weights, Shrink shrunk) {
    assertEquals(network.inputs(), shrunk.network().inputs());
    assertEquals(network.outputs(), shrunk.network().outputs());
    for (String kernels : new String[] {"scalar", "vector"}) {
      float[] expected = outputs(network, weights, kernels);
      float[] actual = outputs(shrunk.network(), shrunk.weights(), kernels);
      for (int k = 0; k < expected.length; k++) {
        float z = expected[k];
        assertTrue(
            Math.abs(z - actual[k]) <= 1e-5 * Math.max(1, Math.abs(z)), z + " != " + actual[k]);
      }
    }
  }

  /** The logits of random examples. */
  private static float[] outputs(Network network, Weights weights, String kernels) {
    Tape tape = new Tape(network, EXAMPLES);
    Cloud.of(EXAMPLES, network.inputs(), network.outputs()).load(tape, EXAMPLES);
    try (Team team = new Team(1)) {
      network.score(Kernels.named(kernels), team, weights, tape);
    }
    int z = tape.at(network.bound().out().place());
    return Arrays.copyOfRange(tape.array(), z, z + network.outputs() * tape.width());
  }
}

package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PenaltiesTest {
  private static final Network NETWORK = Network.mlp(7, List.of(5, 4, 3), 2);

  private static Penalties of(String blocks, String except, Float... factors) {
    List<String> not = except.isEmpty() ? List.of() : Arrays.asList(except.split(" "));
    return new Penalties(Arrays.asList(blocks.split(" ")), not, List.of(factors), 0);
  }

  /** Of the weight blocks; those of biases are 0. */
  private static List<Float> factors(Penalties penalties) {
    Layout layout = penalties.on(NETWORK);
    for (int b = 1; b < 8; b += 2) {
      assertEquals(NETWORK.layout().blocks().get(b), layout.blocks().get(b), "a bias");
    }
    return layout.blocks().stream().filter(Block::isWeight).map(Block::penalty).toList();
  }

  @Test
  void alikeIsWhatANetworkBeginsWith() {
    assertEquals(NETWORK.layout(), Penalties.ALIKE.on(NETWORK));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *                         | ''                        | 1 1 1 1
          net.0.weight              | ''                        | 1 0 0 0
          net.*.weight              | net.last.weight           | 1 1 1 0
          net.*.weight              | net.3.weight              | 1 1 1 0
          net.last.weight           | ''                        | 0 0 0 1
          net.{0,2}.weight          | ''                        | 1 0 1 0
          net.[1-2].weight          | net.2.*                   | 0 1 0 0
          net.0.weight net.2.weight | net.0.weight              | 0 0 1 0
          *                         | net.0.weight net.1.weight | 0 0 1 1
          """)
  void patternsChooseBlocks(String blocks, String except, String expected) {
    List<Float> wanted = Arrays.stream(expected.split(" ")).map(Float::valueOf).toList();
    assertEquals(wanted, factors(of(blocks, except)));
    Layout layout = of(blocks, except).on(NETWORK);
    int[] sizes = {35, 20, 12, 6};
    int weights = 0;
    for (int i = 0; i < 4; i++) {
      weights += wanted.get(i) > 0 ? sizes[i] : 0;
    }
    assertEquals(weights, layout.weights(), "density is over what is regularised");
    assertEquals(NETWORK.layout().size(), layout.size());
  }

  @Test
  void factorsAreALayersOwn() {
    assertEquals(List.of(2f, 0f, 0.5f, 3f), factors(of("*", "net.1.weight", 2f, 7f, 0.5f, 3f)));
  }

  /** Two passes over the first layer's weights and three over the others': the mean is 181 / 73. */
  @Test
  void whatCostsMoreIsPenalisedMore() {
    double mean = (2 * 35 + 3 * (20 + 12 + 6)) / 73.0;
    for (double power : new double[] {1, 0.5, -2}) {
      List<Float> factors = List.of(4f, 1f, 1f, 0.5f);
      List<Float> found = factors(new Penalties(List.of("*"), List.of(), factors, power));
      assertEquals(4 * Math.pow(2 / mean, power), found.get(0), 1e-6);
      assertEquals(Math.pow(3 / mean, power), found.get(1), 1e-6);
      assertEquals(0.5 * Math.pow(3 / mean, power), found.get(3), 1e-6);
    }
  }

  /** Multiply-adds of a layer that does not learn do not count: over weights, the mean is 1. */
  @Test
  void theMeanIsOverWhatLearns() {
    Network network =
        Network.parse(
            new Shape(3, 8, 8),
            "whiten(2) conv(8,3) relu pool dense(2)",
            new SoftmaxCrossEntropy());
    double sum = 0;
    int weights = 0;
    for (Block block : power(1).on(network).blocks()) {
      sum += (double) block.penalty() * block.size();
      weights += block.isWeight() ? block.size() : 0;
    }
    assertEquals(weights, sum, 1e-4 * weights);
  }

  @Test
  void whatCannotBeIsNamed() {
    String known =
        "; there are net.0.weight, net.1.weight, net.2.weight, net.3.weight,"
            + " the last one net.last.weight as well";
    refused("blocks fits no block: net.4.*" + known, () -> of("* net.4.*", "").on(NETWORK));
    refused("except fits no block: net.0.bias" + known, () -> of("*", "net.0.bias").on(NETWORK));
    refused("except leaves no block to regularise: [*]", () -> of("*", "*").on(NETWORK));
    refused(
        "factors must be one per layer: 3 for 4 layers", () -> of("*", "", 1f, 1f, 1f).on(NETWORK));
    refused(
        "blocks must name at least one block, or *: []",
        () -> new Penalties(List.of(), List.of(), List.of(), 0));
    refused(
        "blocks and except take names and patterns of *, ?, [] and {}, and this is none: net.[0",
        () -> of("net.[0", "").on(NETWORK));
    refused("factors must be > 0: 0.0", () -> of("*", "", 0f));
    refused("factors must be > 0: Infinity", () -> of("*", "", Float.POSITIVE_INFINITY));
    refused("flopPower must be finite: NaN", () -> power(Double.NaN));
    refused("flopPower 1000.0 makes the factor of net.0.weight 0.0", () -> power(1000).on(NETWORK));
    refused(
        "flopPower -1000.0 makes the factor of net.0.weight Infinity",
        () -> power(-1000).on(NETWORK));
  }

  private static Penalties power(double power) {
    return new Penalties(List.of("*"), List.of(), List.of(), power);
  }

  private static void refused(String message, Runnable make) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, make::run).getMessage());
  }
}

package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @Test
  void anMlpNamesItsBlocksByTheirLayers() {
    Network network = Network.mlp(784, List.of(300, 100), 10);
    assertEquals(
        List.of(
            "net.0.weight",
            "net.0.bias",
            "net.1.weight",
            "net.1.bias",
            "net.2.weight",
            "net.2.bias"),
        network.layout().blocks().stream().map(Block::name).toList());
    assertEquals(266_200, network.layout().weights());
    assertEquals(266_610, network.layout().size());
    assertEquals("dense(300,relu) dense(100,relu) dense(10)", network.spec());
    assertEquals(10, network.outputs());
  }

  @Test
  void denseFlopsLeaveOutTheFirstInputGradient() {
    assertEquals(
        4L * 784 * 300 + 6L * 300 * 100 + 6L * 100 * 10,
        Network.mlp(784, List.of(300, 100), 10).denseFlops());
  }

  /** The first layer's input gradient is not computed, however deep in chains it lies. */
  @Test
  void chainsOfChainsCostAsMuch() {
    Network flat =
        Network.parse(Shape.flat(7), "dense(6) dense(5) dense(4)", new SoftmaxCrossEntropy());
    Network nested =
        Network.parse(Shape.flat(7), "[[dense(6)] dense(5)] [dense(4)]", new SoftmaxCrossEntropy());
    assertEquals(4L * 7 * 6 + 6L * 6 * 5 + 6L * 5 * 4, flat.denseFlops());
    assertEquals(flat.denseFlops(), nested.denseFlops());
    assertEquals(
        List.of("net.0.0.0", "net.0.0.0", "net.0.1", "net.0.1", "net.1.0", "net.1.0"),
        nested.layout().blocks().stream().map(Block::layer).toList());
    assertArrayEquals(
        new Init(0.5, 1, 1).theta(flat, 3), new Init(0.5, 1, 1).theta(nested, 3), "first weights");
  }

  @Test
  void aDenseLayerTakesWhateverShape() {
    Network network = Network.parse(new Shape(3, 4, 5), "dense(2)", new SoftmaxCrossEntropy());
    assertEquals(60, network.inputs());
    assertEquals(60, network.layout().blocks().get(0).cols());
  }

  /** On the tape, and turned for the weight gradient; sparse ones go past it. */
  @Test
  void wholeRowsHaveRoomForThemselves() {
    int width = 100_000;
    Network network = Network.mlp(width, List.of(10), 2);
    MicroBatches parts = network.microBatches();
    assertTrue(parts.bytes(new Inputs.All(width)) >= 4L * 128 * 2 * width);
    assertTrue(parts.bytes(new Inputs.Occurring(width, new int[] {7})) < 4L * 128 * 100);
  }

  /** Of 32 pixels each way as many as there are at most, of more as many as the tape can hold. */
  @ParameterizedTest
  @CsvSource({"32, 64", "120, 64", "124, 48", "224, 16"})
  void asManyMapsPassAtOnceAsATapeCanHold(int side, int tile) {
    Shape in = new Shape(3, side, side);
    Network network = new Network(in, Networks.of("resnet18", in, 200), new SoftmaxCrossEntropy());
    assertEquals(tile, network.microBatches().most());
    assertTrue(network.places().floats(tile, false) <= Places.MOST);
  }

  @Test
  void aTaskOfResNet18TakesAsMuchMemoryAsTheDocsSay() {
    Shape in = new Shape(3, 32, 32);
    Network network = new Network(in, Networks.of("resnet18", in, 10), new SoftmaxCrossEntropy());
    assertEquals(0.64, Float.BYTES * 1e-9 * network.places().floats(64, false), 0.005);
  }

  /** Parts that a batch norm learns of by themselves. */
  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 2000, 4033, 100_000_000})
  void partsOfAShardDifferByOneExampleAtMost(int examples) {
    Network network =
        Network.parse(new Shape(1, 2, 2), "bn flatten dense(2)", new SoftmaxCrossEntropy());
    int parts = network.microBatches().count(examples);
    assertEquals((examples + 63) / 64, parts);
    assertEquals(0, network.microBatches().cut(examples, 0));
    assertEquals(examples, network.microBatches().cut(examples, parts));
    for (int part = 0; part < parts; part++) {
      int size =
          network.microBatches().cut(examples, part + 1)
              - network.microBatches().cut(examples, part);
      assertTrue(size == examples / parts || size == examples / parts + 1, () -> "of " + size);
    }
  }

  /** Where nothing is learnt of parts, all but the last fill their registers. */
  @Test
  void otherwiseOnlyTheLastPartIsSmaller() {
    Network network = Network.mlp(3, List.of(), 2);
    assertEquals(3, network.microBatches().count(300));
    assertEquals(
        List.of(0, 128, 256, 300),
        IntStream.rangeClosed(0, 3)
            .mapToObj(part -> network.microBatches().cut(300, part))
            .toList());
  }

  @Test
  void anEmptyChainIsRefused() {
    assertEquals(
        "a chain needs at least 1 layer",
        assertThrows(IllegalArgumentException.class, () -> new Chain(List.of())).getMessage());
  }

  @Test
  void initialWeightsHaveTheDensityAndDeviationAskedFor() {
    Network network = Network.mlp(784, List.of(300), 10);
    Layout layout = network.layout();
    float[] theta = new Init(0.1, 0.5, 2).theta(network, 1);
    Block first = layout.blocks().get(0);
    double squares = 0;
    int active = 0;
    for (int j = first.offset(); j < first.end(); j++) {
      squares += (double) theta[j] * theta[j];
      active += theta[j] != 0 ? 1 : 0;
    }
    assertEquals(0.1, (double) active / first.size(), 0.005);
    assertEquals(0.5 * Math.sqrt(2 / (0.1 * 784)), Math.sqrt(squares / active), 0.002);
    Block bias = layout.blocks().get(1);
    for (int j = bias.offset(); j < bias.end(); j++) {
      float value = theta[j];
      assertTrue(value >= 0 && value < 2 / Math.sqrt(784), () -> "bias " + value);
    }
    assertArrayEquals(theta, new Init(0.1, 0.5, 2).theta(network, 1));
  }

  @Test
  void impossibleBeginningsAreRefused() {
    assertEquals(
        "rho must be in (0, 1]: 0.0",
        assertThrows(IllegalArgumentException.class, () -> new Init(0, 1, 1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Init(0.5, Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new Init(0.5, 1, -1));
  }

  /** Far beyond where the unit is flat the square of what it is given is infinite. */
  @Test
  void theSlopeOfGeluIsANumberEverywhere() {
    assertEquals(1, Gelu.slope(1e30f));
    assertEquals(0, Gelu.slope(-1e30f));
    assertEquals(1, Gelu.slope(21));
    assertEquals(0.5f, Gelu.slope(0));
  }

  @Test
  void aPaddedShortcutGoesByRowsAndColumns() {
    String layers = "residual[conv(4,3,stride=2) | pad] pool dense(2)";
    Network network = Network.parse(new Shape(2, 1, 128), layers, new SoftmaxCrossEntropy());
    assertEquals(128 * 2, network.inputs());
  }
}

package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Named networks have as many parameters, and cost as much, as their authors say. */
class NetworksTest {
  /** Millions of multiply-adds of a forward pass, as papers count them. */
  @ParameterizedTest
  @CsvSource({
    "lenet5, 1x28x28, 61706, 0.4165",
    "lenet5-caffe, 1x28x28, 431080, 2.293",
    "fast, 3x32x32, 1972802, 118.15",
    "resnet20, 3x32x32, 269722, 40.55",
    "resnet18, 3x32x32, 11173962, 555.4",
    "vgg16, 3x32x32, 14724042, 313.2",
    "wrn-16-4, 3x32x32, 2748890, 392.6",
    "wrn-28-10, 3x32x32, 36479194, 5243"
  })
  void areAsLargeAsTheirs(String name, String in, int parameters, double millions) {
    Shape shape = Shape.parse(in);
    Network network = new Network(shape, Networks.of(name, shape, 10), new SoftmaxCrossEntropy());
    assertEquals(parameters, network.layout().size());
    assertEquals(10, network.outputs());
    long forward = 0;
    long[] spent = network.multiplyAdds();
    for (int b = 0; b < spent.length; b++) {
      // The first layer's input has no gradient; nor have weights that do not move.
      boolean fixed = network.layout().blocks().get(b).isFixed();
      forward += spent[b] / (fixed ? 1 : b == 0 ? 2 : 3);
    }
    assertEquals(millions, forward * 1e-6, 0.002 * millions);
    Network again = Network.parse(shape, network.spec(), new SoftmaxCrossEntropy());
    assertEquals(network.layout(), again.layout());
  }

  @Test
  void whatIsNoNameIsLayers() {
    Networks.require("dense(3) relu dense(2)");
    assertEquals("dense(2)", Networks.of("dense(2)", Shape.flat(3), 2).spec());
    assertEquals(
        "unknown network resnet21; there are fast, lenet5, lenet5-caffe, resnet18, resnet20, vgg16,"
            + " wrn-16-4, wrn-28-10, and layers such as dense(300) relu dense(10)",
        assertThrows(IllegalArgumentException.class, () -> Networks.require(" resnet21"))
            .getMessage());
    assertEquals(
        "conv does not take pad=1: conv(3,3,pad=1)",
        assertThrows(IllegalArgumentException.class, () -> Networks.require("conv(3,3,pad=1)"))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          784; conv(3,3); conv(3,3) takes a map of channels, rows and columns, but is given 784 features: data.shape makes images of a table's
          1x28x28; bn dense(3); dense takes features, not a map of 1x28x28: put flatten before it
          3x2x2; maxpool(3); maxpool(3) needs maps of at least 3 pixels each way, not 3x2x2
          3x2x9; conv(3,5,padding=0); conv(3,5,padding=0) needs maps of at least 5 pixels each way, not 3x2x9
          3x4x4; conv(3,3) flatten bn; bn takes a map of channels, rows and columns, but is given 48 features
          3x4x4; conv(3,3) whiten(2) flatten dense(2); whiten(2) whitens patches of images: it must be the first layer
          3x4x4; maxpool(2) whiten(2); whiten(2) whitens patches of images: it must be the first layer
          3x4x4; whiten(5); whiten(5) needs maps of at least 5 pixels each way, not 3x4x4
          12; whiten(2); whiten(2) takes a map of channels, rows and columns, but is given 12 features: data.shape makes images of a table's
          3x4x4; conv(16,3) bn relu conv(10,1) avgpool(4); the loss takes features, but the last layer gives a map of 10x1x1: put flatten or pool after it
          3x4x4; residual[conv(3,3)]; the loss takes features, but the last layer gives a map of 3x4x4: put flatten or pool after it
          3x4x4; relu; the loss takes features, but the last layer gives a map of 3x4x4: put flatten or pool after it
          3x9000x9000; maxpool(9000) flatten; maps of 3x9000x9000 are too large: 16 of them, and the zeros around them, may have 2147483647 floats
          3x6000x6000; maxpool(6000) flatten; 16 examples of 3x6000x6000 at a time need 3456000192 floats of activations, and may have 2147483595: take fewer features or pixels, or layers with fewer outputs
          3x4x4; residual[conv(4,3)]; a residual adds what is alike, but its body gives maps of 4x4x4, and its shortcut maps of 3x4x4: give it another, as residual[LAYERS | conv(CHANNELS,1,stride=2) bn] or residual[LAYERS | pad]
          3x4x4; residual[conv(2,3) | pad]; a residual adds what is alike, but its body gives maps of 2x4x4, and its shortcut maps of 3x4x4: give it another, as residual[LAYERS | conv(CHANNELS,1,stride=2) bn] or residual[LAYERS | pad]
          3x4x4; residual[conv(5,3) | pad(3)]; a residual adds what is alike, but its body gives maps of 5x4x4, and its shortcut maps of 3x4x4: give it another, as residual[LAYERS | conv(CHANNELS,1,stride=2) bn] or residual[LAYERS | pad]
          """)
  void whatDoesNotFitIsNamed(String in, String spec, String message) {
    Shape shape = Shape.parse(in);
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> Network.parse(shape, spec, new SoftmaxCrossEntropy()))
            .getMessage());
  }
}

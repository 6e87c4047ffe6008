package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A network of maps without its dead channels computes what the whole one did. */
class ShrinkMapsTest {
  private static final Shape IMAGE = new Shape(2, 6, 7);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv(6,3) bn relu conv(8,3) bn relu pool dense(4)",
        "conv(6,3,bias) relu maxpool(2) conv(8,3,padding=0,bias) relu flatten dense(9) relu"
            + " dense(4)",
        "conv(6,3) bn gelu avgpool(2) conv(5,3,stride=2) bn relu dropout(0.5) flatten dense(4)",
        "bn conv(7,2) [maxpool(2) bn gelu [conv(8,1) relu]] conv(6,2,stride=2,padding=1) flatten"
            + " dense(4)",
        "conv(6,3) bn relu residual[conv(6,3) bn relu conv(6,3) bn] relu"
            + " residual[conv(9,3,stride=2) bn relu conv(9,3) bn | pad] relu"
            + " residual[conv(9,3) bn relu conv(9,3) bn] relu pool dense(4)",
        "conv(6,3) bn relu residual[conv(9,3,stride=2) bn relu conv(9,3) bn | conv(9,1,stride=2)"
            + " bn] relu residual[conv(9,3) bn relu conv(9,3) bn] relu pool dense(4)",
        "conv(6,3) bn relu residual[conv(9,3) bn relu conv(9,3) | conv(9,1)]"
            + " residual[bn relu conv(9,3) bn relu conv(9,3)] bn relu pool dense(4)",
        "residual[conv(2,3) bn] relu conv(6,3,bias) residual[conv(8,1,bias) | pad(1)] gelu"
            + " residual[[conv(8,3) bn] | dropout(0.1)] flatten dense(6) residual[dense(6) relu]"
            + " dense(4)"
      })
  void randomNetworksKeepTheirOutputs(String spec) {
    Network network = Network.parse(IMAGE, spec, new SoftmaxCrossEntropy());
    int constant = 0;
    int unused = 0;
    int smaller = 0;
    for (int seed = 0; seed < 15; seed++) {
      Weights weights = random(network, 0.05 + 0.1 * (seed % 3), new Rng(seed));
      Shrink shrunk = Shrink.of(network, weights);
      ShrinkTest.assertSameOutputs(network, weights, shrunk);
      Shrink again = Shrink.of(shrunk.network(), shrunk.weights());
      assertEquals(shrunk.network().spec(), again.network().spec(), "nothing more is dead");
      assertArrayEquals(shrunk.weights().values(), again.weights().values());
      assertArrayEquals(shrunk.weights().moments(), again.weights().moments());
      for (Shrink.Units units : shrunk.hidden()) {
        constant += units.constant();
        unused += units.unused();
        smaller += units.before() - units.after();
      }
    }
    assertTrue(constant > 0, "constant channels");
    assertTrue(unused > 0, "unused channels");
    assertTrue(smaller > 0, "channels that are left out");
  }

  @ParameterizedTest
  @CsvSource({"lenet5, 1x28x28", "resnet20, 3x8x8", "wrn-16-4, 3x8x8"})
  void namedNetworksKeepTheirOutputs(String name, String in) {
    Shape shape = Shape.parse(in);
    Network network = new Network(shape, Networks.of(name, shape, 10), new SoftmaxCrossEntropy());
    Weights weights = random(network, 0.05, new Rng(5));
    Shrink shrunk = Shrink.of(network, weights);
    ShrinkTest.assertSameOutputs(network, weights, shrunk);
    assertTrue(shrunk.network().layout().size() < 0.8 * network.layout().size());
  }

  /** Rows of zeros leave a channel to its batch norm: what that makes of 0 goes on. */
  @Test
  void aChannelWhoseConstantTheReluCutsOffGoesWithItsBatchNorm() {
    Small small = new Small("conv(3,1) bn relu conv(2,3) pool dense(1)");
    small.row("net.0.weight", 1, 0);
    small.put("net.1.shift", 1, -0.5f);
    small.shrinksTo("conv(2,1) bn(relu) conv(2,3) pool dense(1)", 1, 0, 0);
    float[] moments = small.weights().moments();
    Shrink shrunk = small.shrink();
    assertArrayEquals(
        new float[] {moments[0], moments[2], moments[3], moments[5]}, shrunk.weights().moments());
  }

  @Test
  void whatPaddingWouldCutIsKept() {
    Small small = new Small("conv(3,1) bn relu conv(2,3) pool dense(1)");
    small.row("net.0.weight", 1, 0);
    small.put("net.1.shift", 1, 9);
    small.shrinksTo("conv(3,1) bn(relu) conv(2,3) pool dense(1)", 1, 0, 1);
  }

  /** A weight in the middle of its kernel, at stride 1, is never over a border. */
  @Test
  void weightsThatNeverSeePaddingTakeConstantsIn() {
    Small small = new Small("conv(3,1) bn relu conv(2,3) pool dense(1)");
    small.row("net.0.weight", 1, 0);
    small.put("net.1.shift", 1, 9);
    for (int r = 0; r < 2; r++) {
      for (int tap = 0; tap < 9; tap++) {
        if (tap != 4) {
          small.put("net.2.weight", r * 27 + 9 + tap, 0);
        }
      }
    }
    small.shrinksTo("conv(2,1) bn(relu) conv(2,3,bias) pool dense(1)", 1, 0, 0);
  }

  @Test
  void convolutionsWithoutPaddingTakeConstantsIntoABias() {
    Small small = new Small("conv(3,1) bn gelu conv(2,3,padding=0) bn pool dense(1)");
    small.row("net.0.weight", 1, 0);
    small.put("net.1.shift", 1, 9);
    small.shrinksTo("conv(2,1) bn gelu conv(2,3,padding=0,bias) bn pool dense(1)", 1, 0, 0);
  }

  /** A channel is six by seven features of the layer after it. */
  @Test
  void flattenedChannelsGoWithAllTheirFeatures() {
    for (String between : List.of("", "maxpool(2) ", "avgpool(3,stride=1) ")) {
      Small small = new Small("conv(3,1,bias) relu " + between + "flatten dense(2)");
      small.row("net.0.weight", 2, 0);
      small.put("net.0.bias", 2, 3);
      small.shrinksTo("conv(2,1,bias,relu) " + between + "flatten dense(2)", 1, 0, 0);
    }
  }

  /** One feature that is used keeps its channel, and all its features. */
  @Test
  void aChannelIsUsedIfOneOfItsPixelsIs() {
    Small small = new Small("conv(3,1) flatten dense(1)");
    for (int feature = 0; feature < 2 * 42; feature++) {
      small.put("net.2.weight", feature, 0);
    }
    small.shrinksTo("conv(1,1) flatten dense(1)", 0, 2, 0);
    small.put("net.2.weight", 50, 1);
    small.shrinksTo("conv(2,1) flatten dense(1)", 0, 1, 0);
  }

  @Test
  void channelsOfATrunkGoIfAllThatWriteThemAreDead() {
    String spec = "conv(3,1) residual[conv(3,3)] residual[conv(3,3)] pool dense(1)";
    Small small = new Small(spec);
    for (String block : List.of("net.0.weight", "net.1.0.weight", "net.2.0.weight")) {
      small.row(block, 1, 0);
    }
    small.shrinksTo("conv(2,1) residual[conv(2,3)] residual[conv(2,3)] pool dense(1)", 3, 0, 0);
    // Now one writes it, which all others are held by.
    small.row("net.1.0.weight", 1, 1);
    small.shrinksTo(spec, 2, 0, 2);
  }

  /** What is read before one addition, and not after it, loses the weights of the other's row. */
  @Test
  void channelsOfATrunkAreHeldByWhoeverReadsThem() {
    Small small = new Small("conv(3,1) residual[conv(3,1)] pool dense(1)");
    small.put("net.3.weight", 0, 0);
    Shrink shrunk = small.shrinksTo("conv(3,1) residual[conv(3,1)] pool dense(1)", 0, 1, 1);
    assertEquals(6 + 6 + 2, shrunk.weights().support().weights());
    for (int r = 0; r < 3; r++) {
      small.put("net.1.0.weight", 3 * r, 0);
    }
    small.shrinksTo("conv(2,1) residual[conv(2,1)] pool dense(1)", 0, 2, 0);
  }

  @Test
  void theInputsChannelsStay() {
    Small small = new Small("residual[conv(2,1)] relu pool dense(1)");
    small.row("net.0.0.weight", 1, 0);
    small.put("net.2.weight", 1, 0);
    small.shrinksTo("residual[conv(2,1)] relu pool dense(1)", 1, 0, 1);
  }

  /** Channels of zeros go on either side, so that those between are no longer in the middle. */
  @Test
  void paddedShortcutsSayWhereTheyBegin() {
    Small small = new Small("conv(2,1) residual[conv(6,3,stride=2) | pad] relu pool dense(1)");
    small.row("net.1.0.weight", 0, 0);
    small.row("net.1.0.weight", 1, 0);
    small.shrinksTo("conv(2,1) residual[conv(4,3,stride=2) | pad(0)] relu pool dense(1)", 2, 0, 0);
    small.row("net.1.0.weight", 4, 0);
    small.row("net.1.0.weight", 5, 0);
    small.shrinksTo("conv(2,1) residual[conv(2,3,stride=2) | pad] relu pool dense(1)", 4, 0, 0);
    small.row("net.0.weight", 1, 0);
    small.shrinksTo("conv(2,1) residual[conv(2,3,stride=2) | pad] relu pool dense(1)", 5, 0, 1);
    small.row("net.1.0.weight", 3, 0);
    small.shrinksTo("conv(1,1) residual[conv(1,3,stride=2) | pad] relu pool dense(1)", 6, 0, 0);
  }

  @Test
  void projectionsGoWithTheBodiesTheyAreAddedTo() {
    Small small = new Small("conv(2,1) residual[conv(3,1) | conv(3,1)] pool dense(1)");
    small.row("net.1.0.weight", 2, 0);
    small.shrinksTo("conv(2,1) residual[conv(3,1) | conv(3,1)] pool dense(1)", 1, 0, 1);
    small.row("net.1.shortcut.0.weight", 2, 0);
    small.shrinksTo("conv(2,1) residual[conv(2,1) | conv(2,1)] pool dense(1)", 2, 0, 0);
  }

  @Test
  void aLayerThatIsAllDeadKeepsAChannel() {
    Small small = new Small("conv(4,3) bn relu residual[conv(4,3) bn] relu flatten dense(3)");
    for (int r = 0; r < 4; r++) {
      small.row("net.0.weight", r, 0);
      small.row("net.2.0.weight", r, 0);
    }
    small.shrinksTo("conv(1,3) bn(relu) residual[conv(1,3) bn] relu flatten dense(3)", 8, 0, 2);
  }

  @Test
  void aBiasThatOverflowsIsNamed() {
    Small small = new Small("conv(2,1,bias) conv(2,1) pool dense(1)");
    small.row("net.0.weight", 1, 0);
    small.put("net.0.bias", 1, 1e30f);
    small.put("net.1.weight", 3, 1e30f);
    assertEquals(
        "net.1.bias: value 1 would be Infinity with the constant units before it",
        assertThrows(IllegalArgumentException.class, small::shrink).getMessage());
  }

  @Test
  void batchNormsWithoutMomentsAreRefused() {
    Small small = new Small("conv(2,1) bn pool dense(1)");
    assertThrows(
        IllegalArgumentException.class,
        () -> Shrink.of(small.network, small.weights().with(new float[0])));
  }

  /** A network whose weights are all there, but for those that a test says. */
  private static final class Small {
    private final Network network;
    private final float[] theta;
    private final float[] moments;

    Small(String spec) {
      network = Network.parse(IMAGE, spec, new SoftmaxCrossEntropy());
      Rng rng = new Rng(3);
      theta = new float[network.layout().size()];
      for (int j = 0; j < theta.length; j++) {
        theta[j] = (float) rng.nextDouble(0.1, 1);
      }
      moments = ShrinkMapsTest.moments(network, rng);
    }

    private Block block(String name) {
      return network.layout().blocks().stream()
          .filter(block -> block.name().equals(name))
          .findFirst()
          .orElseThrow();
    }

    void put(String block, int at, float value) {
      theta[block(block).offset() + at] = value;
    }

    void row(String name, int row, float value) {
      Block block = block(name);
      int from = block.offset() + row * block.cols();
      Arrays.fill(theta, from, from + block.cols(), value);
    }

    Weights weights() {
      Support support = Support.of(network.layout(), 0, theta);
      return new Weights(support, support.restrict(theta), moments);
    }

    Shrink shrink() {
      return Shrink.of(network, weights());
    }

    Shrink shrinksTo(String spec, int constant, int unused, int held) {
      Shrink shrunk = shrink();
      assertEquals(spec, shrunk.network().spec());
      List<Integer> sums = new ArrayList<>(List.of(0, 0, 0));
      for (Shrink.Units units : shrunk.hidden()) {
        sums.set(0, sums.get(0) + units.constant());
        sums.set(1, sums.get(1) + units.unused());
        sums.set(2, sums.get(2) + units.held());
      }
      assertEquals(List.of(constant, unused, held), sums, "constant, unused, held");
      ShrinkTest.assertSameOutputs(network, weights(), shrunk);
      return shrunk;
    }
  }

  /** Weights under a mask; some channels are dead in all layers that have so many. */
  private static Weights random(Network network, double rho, Rng rng) {
    float[] theta = new Init(rho, 1, 1).theta(network, rng.nextInt(1000));
    boolean[] dead = new boolean[1024];
    for (int k = 0; k < dead.length; k++) {
      dead[k] = rng.nextDouble() < 0.4;
    }
    for (Block block : network.layout().blocks()) {
      for (int j = block.offset(); j < block.end(); j++) {
        int row = (j - block.offset()) / block.cols();
        if (block.isOfKernels() && dead[row]) {
          theta[j] = 0;
        } else if (block.kind() == Block.Kind.BIAS) {
          // What dead channels give is 0, cut off or a constant.
          theta[j] =
              dead[row % dead.length] && rng.nextDouble() < 0.5 ? 0 : (float) rng.nextGaussian();
        }
      }
    }
    float[] moments = moments(network, rng);
    for (Moments norm : network.moments()) {
      for (int k = 0; k < norm.channels(); k++) {
        moments[norm.at() + k] *= dead[k] ? 0 : 1;
      }
    }
    Support support = Support.of(network.layout(), 0, theta);
    return new Weights(support, support.restrict(theta), moments);
  }

  /** Means of either sign, and variances. */
  private static float[] moments(Network network, Rng rng) {
    float[] moments = new float[network.momentFloats()];
    for (Moments norm : network.moments()) {
      for (int k = 0; k < norm.channels(); k++) {
        moments[norm.at() + k] = 0.1f * (float) rng.nextGaussian();
        moments[norm.at() + norm.channels() + k] = (float) rng.nextDouble(0.5, 2);
      }
    }
    return moments;
  }
}

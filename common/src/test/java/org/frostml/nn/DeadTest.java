package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.frostml.sparse.Block;
import org.frostml.sparse.Support;
import org.junit.jupiter.api.Test;

/** Layers say which of their units are dead. */
class DeadTest {
  /** A hidden layer of three units on two inputs, and two outputs. */
  private static final Network NETWORK = Network.mlp(2, List.of(3), 2);

  /** A digit for every weight, block by block; a blank only parts the rows. */
  private static int dead(Network network, String weights) {
    String digits = weights.replace(" ", "");
    float[] theta = new float[network.layout().size()];
    int next = 0;
    for (Block block : network.layout().blocks()) {
      for (int j = block.offset(); block.isWeight() && j < block.end(); j++) {
        theta[j] = digits.charAt(next++) - '0';
      }
    }
    assertEquals(digits.length(), next);
    return network.deadUnits(Support.of(network.layout(), 0, theta));
  }

  @Test
  void aUnitIsDeadThatHearsNothingOrThatNobodyHears() {
    assertEquals(0, dead(NETWORK, "10 01 11  110 001"));
    assertEquals(1, dead(NETWORK, "10 00 11  110 001"), "no incoming weights");
    assertEquals(1, dead(NETWORK, "10 01 11  100 001"), "no outgoing weights");
    assertEquals(1, dead(NETWORK, "10 00 11  100 001"), "both, and counts once");
    assertEquals(2, dead(NETWORK, "10 00 11  110 000"), "one each");
    assertEquals(3, dead(NETWORK, "00 00 00  000 000"));
    // Inputs without outgoing and outputs without incoming weights are not the network's to lose.
    assertEquals(0, dead(NETWORK, "10 10 10  111 000"));
  }

  @Test
  void everyHiddenLayerCounts() {
    for (String spec : List.of("dense(2) dense(2) dense(1)", "[dense(2) [dense(2)]] dense(1)")) {
      Network deep = Network.parse(Shape.flat(1), spec, new SoftmaxCrossEntropy());
      assertEquals(0, dead(deep, "1 1  10 01  11"));
      assertEquals(1, dead(deep, "1 1  10 10  11"));
      assertEquals(4, dead(deep, "0 0  11 11  00"));
    }
  }

  private static Network images(String spec) {
    return Network.parse(new Shape(1, 2, 2), spec, new SoftmaxCrossEntropy());
  }

  /** A channel is heard where one of its pixels is. */
  @Test
  void channelsAreTheUnitsOfConvolutions() {
    Network flat = images("conv(2,1) bn relu conv(2,1) flatten dense(1)");
    assertEquals(0, dead(flat, "1 1  10 01  1000 0001"));
    assertEquals(1, dead(flat, "1 1  10 01  1111 0000"), "no pixel is heard");
    assertEquals(1, dead(flat, "1 1  10 10  1000 0001"), "of the first, not heard");
    assertEquals(1, dead(flat, "1 0  10 01  1000 0001"), "of the first, hears nothing");
    Network pooled = images("conv(2,1) maxpool(2) conv(2,1) pool dense(1)");
    assertEquals(0, dead(pooled, "1 1  10 01  11"));
    assertEquals(2, dead(pooled, "1 1  10 00  10"));
  }

  /** What goes around a body is heard after it. */
  @Test
  void aShortcutIsHeardToo() {
    Network same = images("conv(2,1) residual[conv(2,1)] pool dense(1)");
    assertEquals(0, dead(same, "1 1  01 01  11"), "what is summed needs both");
    assertEquals(1, dead(same, "1 1  01 01  10"));
    assertEquals(3, dead(same, "1 1  10 10  00"), "of the first only one is");
    Network projected = images("conv(2,1) residual[conv(1,1) | conv(1,1)] pool dense(1)");
    assertEquals(0, dead(projected, "1 1  10  01  1"));
    assertEquals(1, dead(projected, "1 1  10  10  1"));
    Network padded = images("conv(1,1) residual[conv(4,1) bn | pad] pool dense(1)");
    assertEquals(3, dead(padded, "1  0001  0001"), "three of the sum's are not heard");
    assertEquals(0, dead(padded, "1  1111  1111"));
    assertEquals(4, dead(padded, "1  0000  1111"), "the first still is by its shortcut");
    assertEquals(5, dead(padded, "1  0000  1000"), "but not where that goes unheard");
  }

  @Test
  void aLinearModelHasNoneToLose() {
    assertEquals(0, dead(Network.mlp(2, List.of(), 2), "00 10"));
  }
}

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

  @Test
  void aLinearModelHasNoneToLose() {
    assertEquals(0, dead(Network.mlp(2, List.of(), 2), "00 10"));
  }
}

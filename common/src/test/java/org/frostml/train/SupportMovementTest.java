package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.junit.jupiter.api.Test;

class SupportMovementTest {
  /** A hidden layer of three units on two inputs, and two outputs. */
  private static final Layout LAYOUT = layout();

  private static Layout layout() {
    Layout.Builder layout = new Layout.Builder();
    layout.add("net.0.weight", Block.Kind.WEIGHT, 3, 2);
    layout.add("net.0.bias", Block.Kind.BIAS, 3, 1);
    layout.add("net.1.weight", Block.Kind.WEIGHT, 2, 3);
    layout.add("net.1.bias", Block.Kind.BIAS, 2, 1);
    return layout.build();
  }

  /** A digit for every weight, block by block; a blank only parts the rows. */
  private static Support support(Layout layout, String weights) {
    String digits = weights.replace(" ", "");
    float[] theta = new float[layout.size()];
    int next = 0;
    for (Block block : layout.blocks()) {
      for (int j = block.offset(); block.isWeight() && j < block.end(); j++) {
        theta[j] = digits.charAt(next++) - '0';
      }
    }
    return Support.of(layout, 0, theta);
  }

  private static Support support(String weights) {
    return support(LAYOUT, weights);
  }

  @Test
  void birthsAndDeathsAreCountedAlongTheWay() {
    SupportMovement movement = new SupportMovement(support("11 00 00  000 001"));
    assertEquals("0, 0, 3", movement.births() + ", " + movement.deaths() + ", " + active(movement));
    movement.take(support("10 10 00  000 001"));
    assertEquals("1, 1, 4", movement.births() + ", " + movement.deaths() + ", " + active(movement));
    movement.take(support("11 00 00  000 001"));
    assertEquals("2, 2, 4", movement.births() + ", " + movement.deaths() + ", " + active(movement));
    movement.take(support("00 00 00  000 000"));
    assertEquals("2, 5, 4", movement.births() + ", " + movement.deaths() + ", " + active(movement));
    Support all = support("11 11 11  111 111");
    movement.take(all);
    movement.take(all);
    assertEquals(
        "14, 5, 12", movement.births() + ", " + movement.deaths() + ", " + active(movement));
  }

  /** Weights that have been active at some time. */
  private static long active(SupportMovement movement) {
    return Math.round(LAYOUT.weights() * movement.everActive());
  }

  @Test
  void whatIsNotRegularisedIsNoWeight() {
    List<Block> blocks = new ArrayList<>(LAYOUT.blocks());
    blocks.set(2, blocks.get(2).penalised(0));
    Layout partly = new Layout(blocks);
    SupportMovement movement = new SupportMovement(support(partly, "10 00 00  000 000"));
    assertEquals(1 / 6.0, movement.everActive());
    movement.take(support(partly, "01 01 00  000 100"));
    assertEquals(3 / 6.0, movement.everActive());
    assertEquals(2, movement.births());
    assertEquals(1, movement.deaths());
  }
}

package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.frostml.nn.Network;
import org.frostml.random.Permutation;
import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.junit.jupiter.api.Test;

class InOrderTest {
  @Test
  void partsAreHandedOnInOrderWhateverTheyArriveIn() {
    for (int shards : new int[] {1, 2, 5, 31}) {
      for (int seed = 0; seed < 50; seed++) {
        Permutation order = new Permutation(shards, seed);
        List<String> taken = new ArrayList<>();
        InOrder<String> inOrder = new InOrder<>(shards, taken::add);
        for (int i = 0; i < shards; i++) {
          inOrder.add(order.at(i), "part " + order.at(i));
        }
        inOrder.requireAll();
        assertEquals(shards, taken.size());
        for (int i = 0; i < shards; i++) {
          assertEquals("part " + i, taken.get(i));
        }
      }
    }
  }

  @Test
  void aPartIsHandedOnAsSoonAsItIsItsTurn() {
    List<String> taken = new ArrayList<>();
    InOrder<String> inOrder = new InOrder<>(3, taken::add);
    inOrder.add(2, "c");
    assertEquals(List.of(), taken);
    inOrder.add(0, "a");
    assertEquals(List.of("a"), taken);
    inOrder.add(1, "b");
    assertEquals(List.of("a", "b", "c"), taken);
  }

  @Test
  void aShardThatIsMissingIsNamed() {
    InOrder<String> inOrder = new InOrder<>(4, part -> {});
    missing("shard 0 of 4 has not arrived", inOrder);
    inOrder.add(0, "a");
    inOrder.add(2, "c");
    inOrder.add(3, "d");
    missing("shard 1 of 4 has not arrived", inOrder);
    inOrder.add(1, "b");
    assertDoesNotThrow(inOrder::requireAll);
  }

  private static void missing(String message, InOrder<?> inOrder) {
    assertEquals(
        message, assertThrows(IllegalStateException.class, inOrder::requireAll).getMessage());
  }

  @Test
  void theOrderOfArrivalDoesNotChangeASum() {
    Support support = Support.full(Network.mlp(12, List.of(17, 9), 4).layout(), 0);
    int[][] orders = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}};
    float[][] sums = new float[orders.length][];
    for (int o = 0; o < orders.length; o++) {
      Gradient total = Gradient.zero(GradientScope.FINE, support);
      InOrder<Gradient> sum = new InOrder<>(4, total::add);
      for (int shard : orders[o]) {
        assertThrows(IllegalStateException.class, sum::requireAll);
        Gradient g = Gradient.zero(GradientScope.FINE, support);
        Rng rng = new Rng(shard);
        for (int k = 0; k < g.values().length; k++) {
          g.values()[k] = (float) (rng.nextGaussian() * Math.pow(10, shard));
        }
        sum.add(shard, g);
      }
      sum.requireAll();
      sums[o] = total.values();
    }
    assertArrayEquals(sums[0], sums[1]);
    assertArrayEquals(sums[0], sums[2]);
  }
}

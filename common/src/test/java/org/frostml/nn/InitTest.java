package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.frostml.sparse.Block;
import org.frostml.sparse.Grouping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** First weights: single ones, or whole groups. */
class InitTest {
  private static final Network NETWORK =
      Network.parse(
          new Shape(30, 4, 4),
          "conv(40,3) relu conv(50,5) relu flatten dense(60) relu dense(10)",
          new SoftmaxCrossEntropy());

  private static List<Block> weights() {
    return NETWORK.layout().blocks().stream().filter(Block::isWeight).toList();
  }

  /** Places of a block's groups, independently of the enumeration's arithmetic. */
  private static List<List<Integer>> groups(Block block, Grouping grouping) {
    List<List<Integer>> groups = new ArrayList<>();
    int window = block.window();
    int inputs = block.cols() / window;
    for (int r = 0; r < block.rows(); r++) {
      for (int i = 0; i < inputs; i++) {
        for (int w = 0; w < window; w++) {
          boolean conv = block.kind() == Block.Kind.KERNEL;
          int place = (r * inputs + i) * window + w;
          int group =
              switch (grouping) {
                case WEIGHTS -> place;
                case ROWS -> r;
                case KERNELS -> r * inputs + i;
                case INPUT_CHANNELS -> conv ? i : place;
              };
          while (groups.size() <= group) {
            groups.add(new ArrayList<>());
          }
          groups.get(group).add(place);
        }
      }
    }
    return groups;
  }

  @ParameterizedTest
  @EnumSource
  void groupsAreCounted(Grouping grouping) {
    for (Block block : weights()) {
      List<List<Integer>> groups = groups(block, grouping);
      assertEquals(groups.size(), grouping.count(block));
      for (int g = 0; g < groups.size(); g++) {
        for (int place : groups.get(g)) {
          assertEquals(g, grouping.of(block, place));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void groupsBeginWholeOrNotAtAll(Grouping grouping) {
    float[] theta = new Init(0.3, 1, 1, grouping).theta(NETWORK, 5);
    List<Block> blocks = weights();
    for (Block block : blocks) {
      boolean outputs = block == blocks.get(blocks.size() - 1);
      List<List<Integer>> groups = groups(block, grouping);
      int alive = 0;
      for (List<Integer> group : groups) {
        long there = group.stream().filter(place -> theta[block.offset() + place] != 0).count();
        assertTrue(there == 0 || there == group.size(), block.name() + ": " + there);
        alive += there > 0 ? 1 : 0;
      }
      if (outputs && grouping == Grouping.ROWS) {
        assertEquals(groups.size(), alive, "every class has its output");
      } else {
        double deviation = Math.sqrt(0.3 * 0.7 / groups.size());
        assertEquals(0.3, alive / (double) groups.size(), 4 * deviation, block.name());
      }
    }
  }

  /** A unit sums over what lives of its inputs; all of the examples' features do. */
  @ParameterizedTest
  @EnumSource
  void theVarianceIsPreserved(Grouping grouping) {
    float[] theta = new Init(0.3, 0.5, 1, grouping).theta(NETWORK, 6);
    List<Block> blocks = weights();
    for (Block block : blocks) {
      double squares = 0;
      int count = 0;
      for (int j = block.offset(); j < block.end(); j++) {
        squares += (double) theta[j] * theta[j];
        count += theta[j] != 0 ? 1 : 0;
      }
      boolean all = block == blocks.get(0) && grouping == Grouping.ROWS;
      double expected = 0.5 * 0.5 * 2 / ((all ? 1 : 0.3) * block.cols());
      assertEquals(expected, squares / count, 6 * expected * Math.sqrt(2.0 / count), block.name());
    }
  }

  /** Behind a whitening layer all channels are there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whiten(2) conv(200,3) pool dense(9) | ROWS | 0 | 0.1 | 1",
        "conv(200,3) conv(300,3) pool dense(9) | ROWS | 1 | 0.1 | 0.1"
      })
  void theVarianceIsThatOfWhatIsThere(
      String layers, Grouping grouping, int at, double rho, double live) {
    Network network = Network.parse(new Shape(3, 8, 8), layers, new SoftmaxCrossEntropy());
    float[] theta = new Init(rho, 1, 1, grouping).theta(network, 5);
    Block block = network.layout().blocks().stream().filter(Block::isWeight).toList().get(at);
    double squares = 0;
    int count = 0;
    for (int j = block.offset(); j < block.end(); j++) {
      squares += (double) theta[j] * theta[j];
      count += theta[j] != 0 ? 1 : 0;
    }
    double expected = 2 / (live * block.cols());
    assertEquals(expected, squares / count, 6 * expected * Math.sqrt(2.0 / count));
  }

  @Test
  void ofGroupsOneIsThereHoweverFewAreAskedFor() {
    for (Grouping grouping : List.of(Grouping.ROWS, Grouping.KERNELS, Grouping.INPUT_CHANNELS)) {
      float[] theta = new Init(1e-9, 1, 1, grouping).theta(NETWORK, 5);
      for (Block block : weights()) {
        boolean any = false;
        for (int j = block.offset(); j < block.end(); j++) {
          any |= theta[j] != 0;
        }
        assertTrue(any, grouping + " of " + block.name());
      }
    }
  }
}

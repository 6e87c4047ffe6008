package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SparsityDistributionTest {
  /** Of weight blocks, each with its bias; a penalty of 0 excludes a block. */
  static Layout layout(int[] rows, int[] cols, float... penalties) {
    Layout.Builder builder = new Layout.Builder();
    for (int i = 0; i < rows.length; i++) {
      builder.add("net." + i + ".weight", Block.Kind.WEIGHT, rows[i], cols[i]);
      builder.add("net." + i + ".bias", Block.Kind.BIAS, rows[i], 1);
    }
    List<Block> blocks = builder.build().blocks();
    Block[] penalised = blocks.toArray(new Block[0]);
    for (int i = 0; i < penalties.length; i++) {
      penalised[2 * i] = blocks.get(2 * i).penalised(penalties[i]);
    }
    return new Layout(List.of(penalised));
  }

  private static final List<Layout> LAYOUTS =
      List.of(
          layout(new int[] {300, 100, 10}, new int[] {784, 300, 100}),
          layout(new int[] {9, 2, 9}, new int[] {1, 1, 1}),
          layout(new int[] {31}, new int[] {7}),
          layout(new int[] {8, 50, 1, 3}, new int[] {257, 8, 50, 1}, 1, 0, 2.5f, 0.5f),
          convolutions());

  /** 3 to 16 channels by 5 x 5, to 40 by 3 x 3, to 20 by 1 x 1, and 20 features to 10. */
  private static Layout convolutions() {
    Layout.Builder builder = new Layout.Builder();
    builder.add("net.0.weight", Block.Kind.KERNEL, 16, 75, 25);
    builder.add("net.1.weight", Block.Kind.KERNEL, 40, 144, 9);
    builder.add("net.2.weight", Block.Kind.KERNEL, 20, 40, 1);
    builder.add("net.3.weight", Block.Kind.WEIGHT, 10, 20);
    return builder.build();
  }

  @ParameterizedTest
  @EnumSource
  void addsUpToTheDensityExactly(SparsityDistribution spread) {
    for (Layout layout : LAYOUTS) {
      for (int percent = 1; percent <= 100; percent++) {
        int[] counts = spread.counts(layout, percent / 100.0);
        assertEquals((long) layout.weights() * percent / 100, Arrays.stream(counts).sum());
        for (int b = 0; b < counts.length; b++) {
          Block block = layout.blocks().get(b);
          int most = block.isSparse() ? block.size() : 0;
          assertTrue(counts[b] >= 0 && counts[b] <= most, block + ": " + counts[b]);
        }
      }
    }
  }

  /** None is lost for good: what is exchanged later is a share of what a layer has. */
  @ParameterizedTest
  @EnumSource
  void everyLayerHasAWeightWhereThereAreAsMany(SparsityDistribution spread) {
    for (Layout layout : LAYOUTS) {
      long sparse = layout.blocks().stream().filter(Block::isSparse).count();
      for (long keep = sparse; keep < 20 * sparse && keep <= layout.weights(); keep++) {
        int[] counts = spread.counts(layout, (double) keep / layout.weights());
        assertEquals(keep, Arrays.stream(counts).sum());
        for (int b = 0; b < counts.length; b++) {
          assertTrue(counts[b] > 0 || !layout.blocks().get(b).isSparse(), Arrays.toString(counts));
        }
      }
    }
  }

  /** A product that rounding keeps below a whole number is that number. */
  @Test
  void everyNumberOfWeightsCanBeAskedFor() {
    Layout layout = LAYOUTS.get(3);
    for (int keep = 1; keep <= layout.weights(); keep++) {
      int[] counts = SparsityDistribution.UNIFORM.counts(layout, (double) keep / layout.weights());
      assertEquals(keep, Arrays.stream(counts).sum());
    }
  }

  @Test
  void uniformIsTheSameDensityEverywhere() {
    for (Layout layout : LAYOUTS) {
      for (double density : new double[] {0.01, 0.05, 0.3, 0.77, 1}) {
        int[] counts = SparsityDistribution.UNIFORM.counts(layout, density);
        for (int b = 0; b < counts.length; b++) {
          Block block = layout.blocks().get(b);
          // One more where rounding has left some over; one less of the largest for one with none.
          double expected = block.isSparse() ? density * block.size() : 0;
          assertEquals(expected, counts[b], 2 - 1e-9, block.name());
        }
      }
    }
  }

  /** By hand: 1084, 400 and 110 of 1594 parts of 13310; the last layer has room for 1000. */
  @Test
  void erdosRenyiIsProportionalAndCapped() {
    Layout layout = LAYOUTS.get(0);
    int[] sparse = SparsityDistribution.ERDOS_RENYI.counts(layout, 0.05);
    int total = 13_310;
    assertArrayEquals(
        new int[] {total * 1084 / 1594 + 1, 0, total * 400 / 1594, 0, total * 110 / 1594, 0},
        sparse);
    int[] denser = SparsityDistribution.ERDOS_RENYI.counts(layout, 0.2);
    assertEquals(1000, denser[4], "full");
    int left = 53_240 - 1000;
    assertEquals(left * 1084.0 / 1484, denser[0], 1);
    assertEquals(left * 400.0 / 1484, denser[2], 1);
    int[] dense = SparsityDistribution.ERDOS_RENYI.counts(layout, 0.9);
    assertArrayEquals(new int[] {208_580, 0, 30_000, 0, 1000, 0}, dense);
  }

  /**
   * Evci et al., appendix I: 1 - (n_in + n_out + k + k) / (n_in n_out k k) is left out, by a scale.
   */
  @Test
  void kernelsCountByTheirSides() {
    int[] counts = SparsityDistribution.ERDOS_RENYI.counts(convolutions(), 0.02);
    double[] shares = {16 + 3 + 10, 40 + 16 + 6, 20 + 40 + 2, 10 + 20};
    double all = Arrays.stream(shares).sum();
    int total = (1200 + 5760 + 800 + 200) * 2 / 100;
    for (int b = 0; b < 4; b++) {
      assertEquals(total * shares[b] / all, counts[b], 2, "block " + b);
    }
  }

  /**
   * Factors 1, 1/2, 4: densities in the proportion 4 : 8 : 1; where one is full the others go on.
   */
  @Test
  void factorsDivideTheDensity() {
    Layout layout = layout(new int[] {40, 20, 30}, new int[] {50, 40, 20}, 1, 0.5f, 4);
    int[] counts = SparsityDistribution.FACTORS.counts(layout, 0.1);
    double unit = 0.1 * (2000 + 800 + 600) / (4 * 2000 + 8 * 800 + 600);
    assertEquals(4 * unit * 2000, counts[0], 1);
    assertEquals(8 * unit * 800, counts[2], 1);
    assertEquals(unit * 600, counts[4], 1);
    int[] denser = SparsityDistribution.FACTORS.counts(layout, 0.6);
    assertEquals(800, denser[2], "full");
    assertEquals((0.6 * 3400 - 800) * 8000 / 8600, denser[0], 1);
    assertArrayEquals(
        SparsityDistribution.UNIFORM.counts(convolutions(), 0.3),
        SparsityDistribution.FACTORS.counts(convolutions(), 0.3),
        "no factors");
  }

  @ParameterizedTest
  @EnumSource
  void roomThatIsLessIsFilledNoFurther(SparsityDistribution spread) {
    Layout layout = layout(new int[] {9, 2, 9}, new int[] {1, 1, 1});
    int[] room = {5, 0, 0, 0, 4, 0};
    assertArrayEquals(room, spread.counts(layout, 0.9, room));
    assertArrayEquals(room, spread.counts(layout, 9.0 / 20, room));
    assertArrayEquals(new int[] {4, 0, 0, 0, 4, 0}, spread.counts(layout, 8.0 / 20, room));
  }
}

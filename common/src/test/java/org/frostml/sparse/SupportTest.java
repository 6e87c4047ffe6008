package org.frostml.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupportTest {
  static Layout layout(int rows, int cols) {
    Layout.Builder builder = new Layout.Builder();
    builder.add("a.weight", Block.Kind.WEIGHT, rows, cols);
    builder.add("a.bias", Block.Kind.BIAS, rows, 1);
    builder.add("b.weight", Block.Kind.WEIGHT, 3, rows);
    builder.add("b.bias", Block.Kind.BIAS, 3, 1);
    return builder.build();
  }

  static float[] theta(Layout layout, double density, long seed) {
    Random random = new Random(seed);
    float[] theta = new float[layout.size()];
    for (int j = 0; j < theta.length; j++) {
      theta[j] = random.nextDouble() < density ? random.nextFloat() + 0.1f : 0;
    }
    return theta;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.02, 0.05, 0.2, 0.9, 1})
  void travelsInFewBytes(double density) {
    Layout layout = layout(100, 257);
    Support support = Support.of(layout, 42, theta(layout, density, 1));
    byte[] packed = support.pack();
    Support arrived = Support.unpack(packed);
    assertEquals(layout, arrived.layout());
    assertEquals(42, arrived.version());
    assertArrayEquals(coordinates(support), coordinates(arrived));
    int bound = Math.min(layout.weights() / 8 + 16, (int) (1.4 * support.weights()) + 16) + 116;
    assertTrue(packed.length <= bound, () -> packed.length + " bytes, expected at most " + bound);
  }

  @Test
  void blocksOfEveryKindTravel() {
    Layout.Builder builder = new Layout.Builder();
    builder.add("a.weight", Block.Kind.FIXED, 6, 12, 4);
    builder.add("a.bias", Block.Kind.BIAS, 6, 1);
    builder.add("b.weight", Block.Kind.KERNEL, 5, 54, 9);
    builder.add("c.weight", Block.Kind.WEIGHT, 3, 5);
    Layout layout = builder.build();
    Support support = Support.of(layout, 7, theta(layout, 0.1, 1));
    Support arrived = Support.unpack(support.pack());
    assertEquals(layout, arrived.layout());
    assertArrayEquals(coordinates(support), coordinates(arrived));
    assertEquals(54 * 5 + 15, layout.weights());
    assertEquals(72 + 6, support.size() - support.weights());
  }

  @Test
  void gapsOfManyBytesTravel() {
    Layout.Builder builder = new Layout.Builder();
    builder.add("wide.weight", Block.Kind.WEIGHT, 3, 1_000_000);
    Layout layout = builder.build();
    float[] theta = new float[layout.size()];
    for (int j : new int[] {0, 127, 255, 256, 16_639, 16_640, 2_999_999}) {
      theta[j] = 1;
    }
    Support support = Support.of(layout, 1, theta);
    assertArrayEquals(coordinates(support), coordinates(Support.unpack(support.pack())));
  }

  @Test
  void unregularisedParametersAreAlwaysActive() {
    Layout layout = layout(4, 5);
    Support support = Support.of(layout, 0, new float[layout.size()]);
    assertEquals(7, support.size());
    assertEquals(0, support.weights());
    assertEquals(20, support.coordinate(0));
  }

  @Test
  void prolongationIsTheTransposeOfRestriction() {
    Layout layout = layout(9, 31);
    float[] theta = theta(layout, 0.3, 2);
    Support support = Support.of(layout, 0, theta);
    assertArrayEquals(theta, support.prolong(support.restrict(theta)));
    float[] other = theta(layout, 1, 3);
    float[] values = support.restrict(other);
    assertArrayEquals(values, support.restrict(support.prolong(values)));
    float[] longer = new float[values.length + 3];
    support.restrict(other, longer);
    assertArrayEquals(values, Arrays.copyOf(longer, values.length));
    float[] flat = new float[layout.size()];
    Arrays.fill(flat, 7);
    support.prolong(values, flat);
    for (int j = 0; j < flat.length; j++) {
      boolean active = Arrays.binarySearch(coordinates(support), j) >= 0;
      assertEquals(active ? other[j] : 7, flat[j], "what is off the support stays");
    }
  }

  @Test
  void csrAndTransposeListTheSameWeights() {
    Layout layout = layout(31, 9);
    float[] theta = theta(layout, 0.2, 4);
    Support support = Support.of(layout, 0, theta);
    float[] values = support.restrict(theta);
    Csr csr = support.csr();
    for (int b : new int[] {0, 2}) {
      Block block = layout.blocks().get(b);
      float[] transposed = new float[support.count(b)];
      csr.transpose(b, values, transposed);
      float[] byRows = new float[layout.size()];
      float[] byColumns = new float[layout.size()];
      for (int r = 0; r < block.rows(); r++) {
        for (int p = csr.rowPtr(b)[r]; p < csr.rowPtr(b)[r + 1]; p++) {
          byRows[block.offset() + r * block.cols() + csr.column()[p]] = values[p];
        }
      }
      for (int c = 0; c < block.cols(); c++) {
        for (int q = csr.colPtr(b)[c]; q < csr.colPtr(b)[c + 1]; q++) {
          byColumns[block.offset() + csr.row(b)[q] * block.cols() + c] = transposed[q];
        }
      }
      for (int j = block.offset(); j < block.end(); j++) {
        assertEquals(theta[j], byRows[j]);
        assertEquals(theta[j], byColumns[j]);
      }
    }
  }

  @Test
  void densityIsOverWeights() {
    Layout layout = layout(10, 10);
    float[] theta = new float[layout.size()];
    theta[0] = 1;
    theta[100] = 1;
    Support support = Support.of(layout, 0, theta);
    assertEquals(1.0 / 130, support.density());
    assertEquals(1.0, Support.full(layout, 0).density());
    assertEquals(1, layout.countNonZero(theta));
    assertEquals(1, support.count(0));
    assertEquals(0.01, support.density(0));
    assertFalse(support.isFull(0));
    assertEquals(0, support.count(2));
    assertEquals(0, support.density(2));
    assertTrue(support.isFull(1), "a bias is always whole");
    assertTrue(Support.full(layout, 0).isFull(0));
  }

  private static int[] coordinates(Support support) {
    int[] all = new int[support.size()];
    Arrays.setAll(all, support::coordinate);
    return all;
  }
}

package org.frostml.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gradient that sees some rows whole and of the others the support. */
class GradientStripesTest {
  private static final int ROWS = 9;
  private static final int COLS = 31;
  private static final int WIDTH = 48;
  private static final Precision FLOAT32 = new Float32();
  private static final float CLOSE = 1e-5f * WIDTH;

  /** 9 x 31, 3 x 9 and their biases. */
  private final Layout layout = SupportTest.layout(ROWS, COLS);

  /** Of that density in the first block, without two of its rows; the second one is full. */
  private Support support(double density) {
    float[] theta = SupportTest.theta(layout, density, 5);
    for (int j = 0; j < COLS && density < 1; j++) {
      theta[j] = 0;
      theta[4 * COLS + j] = 0;
    }
    Block second = layout.blocks().get(2);
    Arrays.fill(theta, second.offset(), second.end(), 1);
    return Support.of(layout, 1, theta);
  }

  /** Of all blocks, on the same activations. */
  private Gradient sample(GradientScope scope, Support support, String kernels) {
    Random random = new Random(6);
    int dy = 3;
    int x = dy + ROWS * WIDTH;
    int scratch = x + COLS * WIDTH;
    float[] t = new float[scratch + COLS * WIDTH + 2 * Kernels.LANES];
    for (int i = dy; i < scratch; i++) {
      t[i] = random.nextFloat() - 0.5f;
    }
    Gradient gradient = Gradient.zero(scope, support);
    try (Team team = new Team(2)) {
      for (int b = 0; b < 4; b += 2) {
        GradientTest.add(gradient, Kernels.named(kernels), team, b, t, dy, x, scratch, WIDTH);
      }
    }
    gradient.add(new Work(new Score(3.5, 7, 13, 13), 100));
    return gradient;
  }

  private static int first(int part, int parts) {
    return ROWS * part / parts;
  }

  @ParameterizedTest
  @CsvSource({"scalar, 0.3", "vector, 0", "vector, 0.05", "vector, 0.3", "vector, 1"})
  void areTheFineGradientOnTheSupportAndOnTheRowsThatAreSeen(String kernels, double density) {
    Support s = support(density);
    float[] fine = sample(GradientScope.FINE, s, kernels).values();
    for (int parts : new int[] {2, 3, 4, ROWS, 20}) {
      boolean[] seen = new boolean[layout.size()];
      for (int part = 0; part < parts; part++) {
        Gradient stripes = sample(new GradientScope(part, parts, 1), s, kernels);
        float[] active = new float[s.size() + 2];
        stripes.restrict(active);
        assertArrayEquals(s.restrict(fine), Arrays.copyOf(active, s.size()), CLOSE);
        int from = first(part, parts) * COLS;
        int to = first(part + 1, parts) * COLS;
        int[] expected = {from, to};
        stripes.seen(
            (a, b, g, at) -> {
              assertArrayEquals(expected, new int[] {a, b}, "the full block has nothing to see");
              float[] rows = Arrays.copyOfRange(g, at, at + b - a);
              assertArrayEquals(Arrays.copyOfRange(fine, a, b), rows, CLOSE);
              Arrays.fill(seen, a, b, true);
            });
      }
      for (int j = 0; j < ROWS * COLS; j++) {
        assertEquals(density < 1, seen[j], "all parts together see everything");
      }
    }
  }

  /** One after the other, in the blocks' order. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void everyBlockHasItsStripe(String kernels) {
    Support s = Support.of(layout, 1, SupportTest.theta(layout, 0.3, 5));
    float[] fine = sample(GradientScope.FINE, s, kernels).values();
    int second = layout.blocks().get(2).offset();
    for (int part = 0; part < 3; part++) {
      Gradient stripes = sample(new GradientScope(part, 3, 1), s, kernels);
      float[] active = new float[s.size()];
      stripes.restrict(active);
      assertArrayEquals(s.restrict(fine), active, CLOSE);
      List<Integer> begins = new ArrayList<>();
      stripes.seen(
          (a, b, g, at) -> {
            begins.add(a);
            float[] rows = Arrays.copyOfRange(g, at, at + b - a);
            assertArrayEquals(Arrays.copyOfRange(fine, a, b), rows, CLOSE);
          });
      assertEquals(List.of(3 * part * COLS, second + part * ROWS), begins);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05, 0.3, 1})
  void countWhatTheyExecute(double density) {
    Support s = support(density);
    for (int parts : new int[] {2, 4, 20}) {
      for (int part = 0; part < parts; part++) {
        Gradient stripes = sample(new GradientScope(part, parts, 1), s, "vector");
        int from = first(part, parts) * COLS;
        int to = density < 1 ? first(part + 1, parts) * COLS : from;
        int outside = 0;
        for (int k = s.from(0); k < s.from(1); k++) {
          boolean twice = s.coordinate(k) >= from && s.coordinate(k) < to;
          outside += twice ? 0 : 1;
          assertEquals(twice, stripes.values()[k] == 0, "computed once");
        }
        assertEquals(outside + to - from, stripes.outerMultiplyAdds(0));
        assertEquals(27, stripes.outerMultiplyAdds(2), "a full block");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1})
  void travel(double density) {
    Support s = support(density);
    GradientScope scope = new GradientScope(1, 4, 1);
    Gradient sent = sample(scope, s, "vector");
    ByteBuffer out = Message.of(sent.bytes(FLOAT32));
    sent.write(out, FLOAT32, new Rng());
    assertEquals(0, out.remaining());
    int stripe = density < 1 ? (first(2, 4) - first(1, 4)) * COLS : 0;
    assertEquals(Work.BYTES + 4 * (s.size() + stripe), out.array().length);
    Gradient arrived = Gradient.zero(scope, s);
    arrived.add(Message.read(out.array()), FLOAT32);
    arrived.add(Message.read(out.array()), FLOAT32);
    sent.add(sample(scope, s, "vector"));
    assertEquals(sent.work(), arrived.work());
    assertArrayEquals(sent.values(), arrived.values());
  }

  @Test
  void arraysServeOtherStripesOnlyWhereTheyFit() {
    Support s = support(0.3);
    Gradients gradients = new Gradients();
    float[] first = gradients.zero(new GradientScope(0, 4, 1), s).values();
    Arrays.fill(first, 3);
    Gradient next = gradients.zero(new GradientScope(1, 4, 1), s);
    assertTrue(first == next.values(), "two rows as well");
    assertArrayEquals(new float[first.length], next.values());
    assertEquals(new GradientScope(1, 4, 1), next.scope());
    Gradient last = gradients.zero(new GradientScope(3, 4, 1), s);
    assertEquals(first.length + COLS, last.values().length, "three rows");
  }

  @Test
  void looksThatCannotBeAreNamed() {
    for (int[] wrong : new int[][] {{2, 2, 1}, {-1, 2, 1}, {1, 0, 1}, {0, -1, 1}, {0, 1, -1}}) {
      assertEquals(
          "no part " + wrong[0] + " of " + wrong[1] + " on " + wrong[2] + " mini-batches",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new GradientScope(wrong[0], wrong[1], wrong[2]))
              .getMessage());
    }
  }
}

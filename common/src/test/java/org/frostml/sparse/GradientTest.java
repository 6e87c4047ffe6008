package org.frostml.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GradientTest {
  private static final int ROWS = 9;
  private static final int COLS = 31;
  private static final int WIDTH = 48;
  private static final Precision FLOAT32 = new Float32();

  private final Layout layout = SupportTest.layout(ROWS, COLS);
  private final Support support = Support.of(layout, 1, SupportTest.theta(layout, 0.3, 5));

  private Gradient sample(GradientScope scope) {
    return sample(scope, support, "scalar");
  }

  /** Of block 0 and its bias. */
  private static Gradient sample(GradientScope scope, Support support, String kernels) {
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
      add(gradient, Kernels.named(kernels), team, 0, t, dy, x, scratch, WIDTH);
    }
    gradient.add(new Work(new Score(3.5, 7, 13, 13), 100));
    return gradient;
  }

  /** Adds what a dense layer does: dY X^T to block b, and the row sums of dY to the next. */
  static void add(
      Gradient gradient,
      Kernels kernels,
      Team team,
      int b,
      float[] t,
      int dy,
      int x,
      int scratch,
      int width) {
    int cols = gradient.support().layout().blocks().get(b).cols();
    gradient.addOuter(team, b, new MatrixProduct(kernels, cols, t, dy, x, scratch, width));
    gradient.addVector(
        team,
        b + 1,
        (from, to, g, at) -> kernels.biasGradient(from, to, false, t, 0, dy, g, at, width));
  }

  /** By different kernels, so that their sums have different orders. */
  @ParameterizedTest
  @CsvSource({"scalar, 0.3", "vector, 0", "vector, 0.3", "vector, 1"})
  void aCoarseGradientIsTheFineOneRestricted(String kernels, double density) {
    float[] theta = density == 1 ? ones() : SupportTest.theta(layout, density, 5);
    Support s = Support.of(layout, 1, theta);
    Gradient fine = sample(GradientScope.FINE, s, kernels);
    Gradient coarse = sample(GradientScope.COARSE, s, kernels);
    assertArrayEquals(s.restrict(fine.values()), coarse.values(), 1e-5f * WIDTH);
    for (int j = layout.blocks().get(2).offset(); j < layout.size(); j++) {
      assertEquals(0, fine.values()[j], "another block's");
    }
  }

  private float[] ones() {
    float[] theta = new float[layout.size()];
    Arrays.fill(theta, 1);
    return theta;
  }

  @Test
  void multiplyAddsAreThoseOfTheLook() {
    assertEquals(ROWS * COLS, sample(GradientScope.FINE).outerMultiplyAdds(0));
    assertEquals(support.count(0), sample(GradientScope.COARSE).outerMultiplyAdds(0));
  }

  static List<GradientScope> scopes() {
    return List.of(GradientScope.FINE, GradientScope.COARSE);
  }

  @ParameterizedTest
  @MethodSource("scopes")
  void travels(GradientScope scope) {
    Gradient sent = sample(scope);
    byte[] packed = packed(sent);
    assertEquals(Work.BYTES + 4 * sent.values().length, packed.length);
    Gradient arrived = Gradient.zero(scope, support);
    arrived.add(Message.read(packed), FLOAT32);
    assertEquals(sent.work(), arrived.work());
    assertArrayEquals(sent.values(), arrived.values());
    arrived.add(Message.read(packed), FLOAT32);
    sent.add(sample(scope));
    assertEquals(sent.work(), arrived.work());
    assertArrayEquals(sent.values(), arrived.values());
  }

  private static byte[] packed(Gradient gradient) {
    ByteBuffer out = Message.of(gradient.bytes(FLOAT32));
    gradient.write(out, FLOAT32, new Rng());
    assertEquals(0, out.remaining());
    return out.array();
  }

  @Test
  void whatIsOfAnotherLookDoesNotArrive() {
    byte[] fine = packed(sample(GradientScope.FINE));
    Gradient coarse = sample(GradientScope.COARSE);
    assertEquals(
        "a GradientScope[part=0, parts=0, batches=1] gradient of "
            + support.size()
            + " floats came in "
            + (Work.BYTES + 4 * layout.size())
            + " bytes",
        assertThrows(IllegalArgumentException.class, () -> coarse.add(Message.read(fine), FLOAT32))
            .getMessage());
    byte[] cut = Arrays.copyOf(packed(coarse), packed(coarse).length - 1);
    assertThrows(IllegalArgumentException.class, () -> coarse.add(Message.read(cut), FLOAT32));
    assertArrayEquals(sample(GradientScope.COARSE).values(), coarse.values());
    assertEquals(sample(GradientScope.COARSE).work(), coarse.work());
  }

  @Test
  void addsAndScales() {
    Gradient sum = sample(GradientScope.COARSE);
    sum.add(sample(GradientScope.COARSE));
    sum.scale(0.5f);
    assertArrayEquals(sample(GradientScope.COARSE).values(), sum.values(), 1e-6f);
    assertEquals(new Work(new Score(7, 14, 26, 26), 200), sum.work());
    assertThrows(IllegalArgumentException.class, () -> sum.add(sample(GradientScope.FINE)));
  }

  @Test
  void arraysServeAgainWhereTheyFit() {
    Gradients gradients = new Gradients();
    Gradient first = gradients.zero(GradientScope.COARSE, support);
    Arrays.fill(first.values(), 3);
    first.add(new Work(new Score(3.5, 7, 13, 13), 100));
    Gradient fine = gradients.zero(GradientScope.FINE, support);
    Gradient again = gradients.zero(GradientScope.COARSE, support);
    assertSame(first.values(), again.values());
    assertArrayEquals(new float[support.size()], again.values());
    assertEquals(Work.NONE, again.work());
    assertEquals(layout.size(), fine.values().length);
    Support larger = Support.full(layout, 2);
    assertEquals(layout.size(), gradients.zero(GradientScope.COARSE, larger).values().length);
    assertSame(fine.values(), gradients.zero(GradientScope.FINE, larger).values());
    assertNotSame(first.values(), gradients.zero(GradientScope.COARSE, support).values());
  }
}

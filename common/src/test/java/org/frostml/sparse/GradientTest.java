package org.frostml.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientTest {
  private static final int ROWS = 9;
  private static final int COLS = 31;
  private static final int WIDTH = 48;

  private final Layout layout = SupportTest.layout(ROWS, COLS);
  private final Support support = Support.of(layout, 1, SupportTest.theta(layout, 0.3, 5));

  private Gradient sample(Level level) {
    return sample(level, support, "scalar");
  }

  /** Of block 0 and its bias. */
  private static Gradient sample(Level level, Support support, String kernels) {
    Random random = new Random(6);
    int dy = 3;
    int x = dy + ROWS * WIDTH;
    int scratch = x + COLS * WIDTH;
    float[] t = new float[scratch + COLS * WIDTH + 2 * Kernels.LANES];
    for (int i = dy; i < scratch; i++) {
      t[i] = random.nextFloat() - 0.5f;
    }
    Gradient gradient = Gradient.zero(level, support);
    try (Team team = new Team(2)) {
      gradient.addOuter(Kernels.named(kernels), team, 0, t, dy, x, scratch, WIDTH);
      gradient.addBias(Kernels.named(kernels), team, 1, false, t, 0, dy, WIDTH);
    }
    gradient.add(new Work(new Score(3.5, 7, 13), 100));
    return gradient;
  }

  /** By different kernels, so that their sums have different orders. */
  @ParameterizedTest
  @CsvSource({"scalar, 0.3", "vector, 0", "vector, 0.3", "vector, 1"})
  void aCoarseGradientIsTheFineOneRestricted(String kernels, double density) {
    float[] theta = density == 1 ? ones() : SupportTest.theta(layout, density, 5);
    Support s = Support.of(layout, 1, theta);
    Gradient fine = sample(Level.FINE, s, kernels);
    Gradient coarse = sample(Level.COARSE, s, kernels);
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
  void multiplyAddsAreThoseOfTheLevel() {
    assertEquals(ROWS * COLS, sample(Level.FINE).outerMultiplyAdds(0));
    assertEquals(support.count(0), sample(Level.COARSE).outerMultiplyAdds(0));
  }

  @ParameterizedTest
  @CsvSource({"FINE", "COARSE"})
  void travels(Level level) {
    Gradient sent = sample(level);
    byte[] packed = packed(sent);
    assertEquals(32 + 4 * sent.values().length, packed.length);
    Gradient arrived = Gradient.zero(level, support);
    arrived.add(Message.read(packed));
    assertEquals(sent.work(), arrived.work());
    assertArrayEquals(sent.values(), arrived.values());
    arrived.add(Message.read(packed));
    sent.add(sample(level));
    assertEquals(sent.work(), arrived.work());
    assertArrayEquals(sent.values(), arrived.values());
  }

  private static byte[] packed(Gradient gradient) {
    ByteBuffer out = Message.of(gradient.bytes());
    gradient.write(out);
    assertEquals(0, out.remaining());
    return out.array();
  }

  @Test
  void whatIsOfAnotherLevelDoesNotArrive() {
    byte[] fine = packed(sample(Level.FINE));
    Gradient coarse = sample(Level.COARSE);
    assertEquals(
        "a COARSE gradient of "
            + support.size()
            + " floats came in "
            + (32 + 4 * layout.size())
            + " bytes",
        assertThrows(IllegalArgumentException.class, () -> coarse.add(Message.read(fine)))
            .getMessage());
    byte[] cut = Arrays.copyOf(packed(coarse), packed(coarse).length - 1);
    assertThrows(IllegalArgumentException.class, () -> coarse.add(Message.read(cut)));
    assertArrayEquals(sample(Level.COARSE).values(), coarse.values());
    assertEquals(sample(Level.COARSE).work(), coarse.work());
  }

  @Test
  void addsAndScales() {
    Gradient sum = sample(Level.COARSE);
    sum.add(sample(Level.COARSE));
    sum.scale(0.5f);
    assertArrayEquals(sample(Level.COARSE).values(), sum.values(), 1e-6f);
    assertEquals(new Work(new Score(7, 14, 26), 200), sum.work());
    assertThrows(IllegalArgumentException.class, () -> sum.add(sample(Level.FINE)));
  }

  @Test
  void arraysServeAgainWhereTheyFit() {
    Gradients gradients = new Gradients();
    Gradient first = gradients.zero(Level.COARSE, support);
    Arrays.fill(first.values(), 3);
    first.add(new Work(new Score(3.5, 7, 13), 100));
    Gradient fine = gradients.zero(Level.FINE, support);
    Gradient again = gradients.zero(Level.COARSE, support);
    assertSame(first.values(), again.values());
    assertArrayEquals(new float[support.size()], again.values());
    assertEquals(Work.NONE, again.work());
    assertEquals(layout.size(), fine.values().length);
    Support larger = Support.full(layout, 2);
    assertEquals(layout.size(), gradients.zero(Level.COARSE, larger).values().length);
    assertSame(fine.values(), gradients.zero(Level.FINE, larger).values());
    assertNotSame(first.values(), gradients.zero(Level.COARSE, support).values());
  }
}

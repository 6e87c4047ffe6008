package org.frostml.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.frostml.kernel.Kernels;
import org.junit.jupiter.api.Test;

class GradientTest {
  private final Layout layout = SupportTest.layout(9, 31);
  private final Support support = Support.of(layout, 1, SupportTest.theta(layout, 0.3, 5));

  private Gradient sample(Level level) {
    Random random = new Random(6);
    float[] dy = new float[9 * 16];
    float[] x = new float[31 * 16];
    for (int i = 0; i < dy.length; i++) {
      dy[i] = random.nextFloat() - 0.5f;
    }
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat() - 0.5f;
    }
    Gradient gradient = Gradient.zero(level, support);
    gradient.addOuter(Kernels.named("scalar"), 0, dy, x, 16, 13);
    gradient.addRowSums(1, dy, 16);
    gradient.addScore(new Score(3.5, 7, 13));
    return gradient;
  }

  @Test
  void aCoarseGradientIsTheFineOneRestricted() {
    assertArrayEquals(support.restrict(sample(Level.FINE).values()), sample(Level.COARSE).values());
  }

  @Test
  void flopsAreThoseOfTheLevel() {
    assertEquals(2L * 9 * 31 * 13, sample(Level.FINE).flops());
    assertEquals(2L * support.from(1) * 13, sample(Level.COARSE).flops());
  }

  @Test
  void travels() throws Exception {
    for (Level level : Level.values()) {
      Gradient sent = sample(level);
      byte[] packed = sent.pack();
      assertEquals(sent.packedSize(), packed.length);
      for (Gradient arrived :
          new Gradient[] {Gradient.unpack(packed), SupportTest.javaRoundTrip(sent)}) {
        assertEquals(level, arrived.level());
        assertEquals(sent.score(), arrived.score());
        assertEquals(sent.flops(), arrived.flops());
        assertArrayEquals(sent.values(), arrived.values());
      }
    }
  }

  @Test
  void addsAndScales() {
    Gradient sum = sample(Level.COARSE);
    sum.add(sample(Level.COARSE));
    sum.scale(0.5f);
    assertArrayEquals(sample(Level.COARSE).values(), sum.values(), 1e-6f);
    assertEquals(new Score(7, 14, 26), sum.score());
    assertEquals(2 * sample(Level.COARSE).flops(), sum.flops());
    assertThrows(IllegalArgumentException.class, () -> sum.add(sample(Level.FINE)));
  }
}

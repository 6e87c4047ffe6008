package org.frostml.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.frostml.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of every scope in every precision, whose rows are far from alike. */
class GradientPrecisionTest {
  private static final int ROWS = 9;
  private static final int COLS = 31;
  private static final Work WORK = new Work(new Score(3.5, 7, 13, 13), 100);

  /** 9 x 31, 3 x 9 and their biases. */
  private static final Layout LAYOUT = SupportTest.layout(ROWS, COLS);

  /** One row of the first block has no active weight. */
  private static final Support SUPPORT = support();

  private static Support support() {
    float[] theta = SupportTest.theta(LAYOUT, 0.3, 5);
    Arrays.fill(theta, 4 * COLS, 5 * COLS, 0);
    return Support.of(LAYOUT, 1, theta);
  }

  static Stream<Arguments> cases() {
    return PrecisionTest.all().stream()
        .flatMap(
            precision ->
                Stream.of(
                        GradientScope.FINE,
                        GradientScope.COARSE,
                        new GradientScope(0, 4, 1),
                        new GradientScope(2, 4, 1),
                        new GradientScope(3, 20, 1))
                    .map(scope -> Arguments.of(precision, scope)));
  }

  /** A magnitude of its own for every row of the first block. */
  private static float unit(int coordinate) {
    return coordinate < ROWS * COLS ? (float) Math.pow(10, coordinate / COLS - 4) : 1;
  }

  private static Gradient sample(GradientScope scope, Support support) {
    Gradient gradient = Gradient.zero(scope, support);
    Rng rng = new Rng(3);
    float[] g = gradient.values();
    for (int k = 0; k < g.length; k++) {
      int coordinate = scope.parts() == 1 ? k : k < support.size() ? support.coordinate(k) : -1;
      g[k] = (float) rng.nextDouble(-1, 1) * (coordinate < 0 ? 1e-3f : unit(coordinate));
    }
    gradient.add(WORK);
    return gradient;
  }

  private static byte[] packed(Gradient gradient, Precision precision, long seed) {
    ByteBuffer out = Message.of(gradient.bytes(precision));
    gradient.write(out, precision, new Rng(seed));
    assertEquals(0, out.remaining());
    return out.array();
  }

  private static Gradient arrived(byte[] message, Precision precision, Gradient like) {
    Gradient arrived = Gradient.zero(like.scope(), like.support());
    ByteBuffer in = Message.read(message);
    arrived.add(in, precision);
    assertEquals(0, in.remaining());
    return arrived;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void arriveAsCloseAsTheirRowsAllow(Precision precision, GradientScope scope) {
    Gradient sent = sample(scope, SUPPORT);
    byte[] message = packed(sent, precision, 1);
    Gradient arrived = arrived(message, precision, sent);
    assertEquals(WORK, arrived.work());
    assertEquals(message.length, arrived.shipped());
    assertEquals(message.length, sent.mostBytes(precision));
    for (int k = 0; k < sent.values().length; k++) {
      int coordinate = scope.parts() == 1 ? k : k < SUPPORT.size() ? SUPPORT.coordinate(k) : -1;
      float row = coordinate < 0 ? 1e-3f : unit(coordinate);
      double bound = precision.isExact() ? 0 : precision.byRows() ? row / 127 : row / 128;
      assertEquals(sent.values()[k], arrived.values()[k], bound, "at " + k);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theDrawsDecideAndNothingElse(Precision precision, GradientScope scope) {
    byte[] one = packed(sample(scope, SUPPORT), precision, 1);
    assertArrayEquals(one, packed(sample(scope, SUPPORT), precision, 1));
    assertEquals(
        precision.isExact(), Arrays.equals(one, packed(sample(scope, SUPPORT), precision, 2)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void messagesAddUp(Precision precision, GradientScope scope) {
    Gradient sent = sample(scope, SUPPORT);
    byte[] first = packed(sent, precision, 1);
    byte[] second = packed(sent, precision, 2);
    Gradient sum = arrived(first, precision, sent);
    sum.add(Message.read(second), precision);
    Gradient a = arrived(first, precision, sent);
    Gradient b = arrived(second, precision, sent);
    for (int k = 0; k < sum.values().length; k++) {
      assertEquals(a.values()[k] + b.values()[k], sum.values()[k]);
    }
    assertEquals(first.length + second.length, sum.shipped());
  }

  /** Four bytes a row, one a number; biases are a row each, and empty rows none. */
  @Test
  void integersCostAByteANumberAndAFloatARow() {
    Precision int8 = new Int8();
    int rows = ROWS + 1 + 3 + 1;
    assertEquals(
        Work.BYTES + LAYOUT.size() + 4 * rows, sample(GradientScope.FINE, SUPPORT).bytes(int8));
    long active = SUPPORT.size() + 4 * occupiedRows();
    assertEquals(Work.BYTES + active, sample(GradientScope.COARSE, SUPPORT).bytes(int8));
    // The third of three stripes: three rows of the one block, and one of the other.
    assertEquals(
        Work.BYTES + active + 3 * (COLS + 4) + ROWS + 4,
        sample(new GradientScope(2, 3, 1), SUPPORT).bytes(int8));
  }

  private static long occupiedRows() {
    Set<String> rows = new HashSet<>();
    for (Block block : LAYOUT.blocks()) {
      for (int j : SUPPORT.coordinates()) {
        if (j >= block.offset() && j < block.end()) {
          rows.add(block.name() + (block.cols() == 1 ? "" : (j - block.offset()) / block.cols()));
        }
      }
    }
    return rows.size();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void oneThatIsTooShortDoesNotArrive(Precision precision, GradientScope scope) {
    Gradient sent = sample(scope, SUPPORT);
    byte[] message = packed(sent, precision, 1);
    byte[] cut = Arrays.copyOf(message, message.length - 1);
    Gradient sum = sample(scope, SUPPORT);
    assertThrows(IllegalArgumentException.class, () -> sum.add(Message.read(cut), precision));
    assertArrayEquals(sent.values(), sum.values());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void ofSupportsThatAreEmptyOrEverything(Precision precision, GradientScope scope) {
    for (Support support :
        List.of(Support.of(LAYOUT, 1, new float[LAYOUT.size()]), Support.full(LAYOUT, 2))) {
      Gradient sent = sample(scope, support);
      byte[] message = packed(sent, precision, 1);
      Gradient arrived = arrived(message, precision, sent);
      assertTrue(message.length <= Work.BYTES + 8 * sent.values().length);
      assertEquals(precision.isExact(), Arrays.equals(sent.values(), arrived.values()));
    }
  }
}

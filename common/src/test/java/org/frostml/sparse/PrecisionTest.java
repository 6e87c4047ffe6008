package org.frostml.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.frostml.Family;
import org.frostml.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers that are written in fewer bytes, and add up to what they are in the mean. */
class PrecisionTest {
  private static final FloatFormat BFLOAT16 = new Bfloat16();
  private static final Precision INT8 = new Int8();

  static List<Precision> all() {
    return List.of(new Float32(), BFLOAT16, INT8);
  }

  @Test
  void everyMemberIsTested() {
    assertEquals(
        Family.members(Precision.class),
        all().stream().map(Precision::getClass).collect(Collectors.toSet()));
  }

  /** What a row arrives as. */
  private static float[] arrived(Precision precision, Rng draws, float... row) {
    ByteBuffer message = Message.of((int) precision.bytes(1, row.length));
    precision.write(message, row, 0, row.length, draws);
    assertEquals(0, message.remaining());
    float[] arrived = new float[row.length];
    ByteBuffer in = Message.read(message.array());
    precision.add(in, arrived, 0, row.length);
    assertEquals(0, in.remaining());
    return arrived;
  }

  private static float[] nearest(float... values) {
    return BFLOAT16.nearest(values);
  }

  /** Of magnitudes that differ a millionfold. */
  private static float[] noise(int size) {
    Rng rng = new Rng(5);
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = (float) (rng.nextGaussian() * Math.pow(10, rng.nextDouble(-3, 3)));
    }
    return values;
  }

  private static float largest(float[] row) {
    float largest = 0;
    for (float x : row) {
      largest = Math.max(largest, Math.abs(x));
    }
    return largest;
  }

  /** What a number may be wrong by. */
  private static double bound(Precision precision, float x, float largest) {
    return precision instanceof Float32
        ? 0
        : precision instanceof Bfloat16 ? Math.abs(x) / 128.0 : largest / 127.0;
  }

  @ParameterizedTest
  @MethodSource("all")
  void noNumberIsFartherOffThanItsNeighbour(Precision precision) {
    for (int size : new int[] {1, 7, 8, 9, 31, 257, 5000}) {
      float[] row = noise(size);
      float[] arrived = arrived(precision, new Rng(1, size), row);
      for (int k = 0; k < size; k++) {
        double bound = bound(precision, row[k], largest(row));
        assertTrue(Math.abs(arrived[k] - row[k]) <= bound * (1 + 1e-6), row[k] + ": " + arrived[k]);
      }
      // The largest of a row is itself.
      assertEquals(
          precision.isExact() || size == 1 && precision.byRows(), Arrays.equals(row, arrived));
    }
  }

  /**
   * The variance of a number between two neighbours at most a quarter of their squared distance.
   */
  @ParameterizedTest
  @MethodSource("all")
  void theMeanIsTheNumber(Precision precision) {
    int draws = 20_000;
    float[] row = noise(40);
    row[3] = 0;
    double[] sum = new double[row.length];
    for (int i = 0; i < draws; i++) {
      float[] arrived = arrived(precision, new Rng(7, i), row);
      for (int k = 0; k < row.length; k++) {
        sum[k] += arrived[k];
      }
    }
    for (int k = 0; k < row.length; k++) {
      double sigma = bound(precision, row[k], largest(row)) / 2 / Math.sqrt(draws);
      double rounding =
          1e-6 * largest(row) * (precision.byRows() ? 1 : 0) + 1e-6 * Math.abs(row[k]);
      assertEquals(row[k], sum[k] / draws, 4.5 * sigma + rounding, "at " + k);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theDrawsDecide(Precision precision) {
    float[] row = noise(257);
    float[] one = arrived(precision, new Rng(1, 2, 3), row);
    assertArrayEquals(one, arrived(precision, new Rng(1, 2, 3), row));
    assertEquals(
        precision.isExact(), Arrays.equals(one, arrived(precision, new Rng(1, 2, 4), row)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void addsToWhatIsThere(Precision precision) {
    float[] row = noise(31);
    ByteBuffer message = Message.of((int) precision.bytes(1, 20));
    precision.write(message, row, 5, 25, new Rng(1));
    float[] arrived = arrived(precision, new Rng(1), Arrays.copyOfRange(row, 5, 25));
    float[] sum = row.clone();
    precision.add(message.flip(), sum, 5, 25);
    for (int k = 0; k < row.length; k++) {
      assertEquals(k < 5 || k >= 25 ? row[k] : row[k] + arrived[k - 5], sum[k]);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void zerosStayZeros(Precision precision) {
    assertArrayEquals(new float[9], arrived(precision, new Rng(1), new float[9]));
  }

  /** A sum that has one is to have it. */
  @ParameterizedTest
  @MethodSource("all")
  void whatIsNoNumberStaysNone(Precision precision) {
    float payload = Float.intBitsToFloat(0x7fffffff);
    float negative = Float.intBitsToFloat(0xffffffff);
    float small = Float.intBitsToFloat(0x7f800001);
    for (float wrong : new float[] {Float.NaN, payload, negative, small}) {
      for (int i = 0; i < 100; i++) {
        assertTrue(Float.isNaN(arrived(precision, new Rng(i), 1, wrong, 2)[1]));
      }
      assertTrue(Float.isNaN(nearest(wrong)[0]));
    }
    for (float wrong : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (int i = 0; i < 100; i++) {
        assertFalse(Float.isFinite(arrived(precision, new Rng(i), 1, wrong, 2)[1]));
      }
      assertEquals(wrong, nearest(wrong)[0]);
    }
  }

  @Test
  void aRowOfIntegersFitsABy127thOfItsLargest() {
    assertArrayEquals(
        new float[] {-127, 127, 0, 1, -1, 64},
        arrived(INT8, new Rng(1), -127, 127, 0, 1, -1, 64),
        1e-5f);
    assertEquals(4 + 6, INT8.bytes(1, 6));
    assertEquals(3 * 4 + 6, INT8.bytes(3, 6));
  }

  /** The largest of a row may not become what a byte cannot hold, whatever is drawn. */
  @Test
  void theLargestStaysTheLargest() {
    Rng magnitudes = new Rng(11);
    for (int i = 0; i < 20_000; i++) {
      float x = (float) Math.pow(10, magnitudes.nextDouble(-30, 30));
      float[] arrived = arrived(INT8, new Rng(i), x, -x);
      assertEquals(x, arrived[0], 1e-6f * x);
      // A step further by rounding is what the bound allows.
      assertEquals(-x, arrived[1], x / 127);
    }
  }

  @Test
  void whatIsSmallBesideItsRowRarelyCounts() {
    for (int i = 0; i < 1000; i++) {
      float[] row = {1e30f, 1, -1e-30f};
      assertArrayEquals(new float[] {1e30f, 0, -0f}, arrived(INT8, new Rng(i), row), 1e24f);
    }
  }

  /** Where a 127th is no float any more nothing is promised but that nothing goes wrong. */
  @Test
  void theSmallestFloatsComeAsSmallOnes() {
    float tiny = Float.MIN_VALUE;
    for (float x : arrived(INT8, new Rng(1), tiny, -tiny, 40 * tiny, 0)) {
      assertTrue(Math.abs(x) <= 200 * tiny);
    }
    assertEquals(1e-36f, arrived(INT8, new Rng(1), 1e-36f, 0)[0], 1e-41f);
  }

  @Test
  void theNearestOfTwoIsTheEvenOneWhereTheyAreAsNear() {
    float half = 1 / 256f;
    assertArrayEquals(
        new float[] {1, 1 + 4 * half, 1, 1 + 2 * half, -1, -0f, 0},
        nearest(1 + half, 1 + 3 * half, 1 + 0.9f * half, 1 + 1.1f * half, -1 - half, -0f, 0));
    assertEquals(Float.POSITIVE_INFINITY, nearest(Float.MAX_VALUE)[0]);
  }

  @Test
  void whatIsOfTheFormatIsNotRounded() {
    float[] rounded = nearest(noise(500));
    assertArrayEquals(rounded, nearest(rounded));
    for (int i = 0; i < 10; i++) {
      assertArrayEquals(rounded, arrived(BFLOAT16, new Rng(i), rounded));
    }
    assertTrue(new Float32().nearest(rounded) == rounded, "not even copied");
  }
}

package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.frostml.kernel.Kernels;
import org.frostml.random.Rng;
import org.junit.jupiter.api.Test;

/** However features are stored, and whatever they are scaled by, a batch has the same bits. */
class RowsTest {
  private static final int EXAMPLES = 40;
  private static final int FEATURES = 13;

  /** Grey values of which most are 0, so that every kind can hold them. */
  private static final byte[] GREY = grey();

  private static final List<Rows> KINDS =
      List.of(new Rows.Floats(FEATURES, floats()), new Rows.Bytes(FEATURES, GREY), sparse());

  /** Those that sparse rows may have too. */
  private static final List<Scaling> SCALINGS =
      List.of(
          new Scaling.None(), new Scaling.Whole(0, 0.3f), perFeature(0), perChannel(FEATURES, 0));

  private static final List<Scaling> CENTRED =
      List.of(
          new Scaling.Whole(0.13f, 0.3f),
          perFeature(0.2f),
          perChannel(1, 0.2f),
          perChannel(FEATURES, 0.2f));

  private static byte[] grey() {
    Rng rng = new Rng(1);
    byte[] grey = new byte[EXAMPLES * FEATURES];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (rng.nextInt(3) == 0 ? rng.nextInt(256) : 0);
    }
    return grey;
  }

  private static float[] floats() {
    float[] floats = new float[GREY.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (GREY[i] & 0xff) / 255f;
    }
    return floats;
  }

  private static Rows sparse() {
    int[] start = new int[EXAMPLES + 1];
    List<Integer> columns = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < GREY.length; i++) {
      if (GREY[i] != 0) {
        columns.add(i % FEATURES);
        values.add(floats()[i]);
      }
      start[i / FEATURES + 1] = columns.size();
    }
    float[] value = new float[values.size()];
    for (int i = 0; i < value.length; i++) {
      value[i] = values.get(i);
    }
    int[] column = columns.stream().mapToInt(c -> c).toArray();
    return new Rows.Sparse(FEATURES, start, column, value);
  }

  private static Scaling perFeature(float mean) {
    float[] means = new float[FEATURES];
    float[] deviations = new float[FEATURES];
    for (int f = 0; f < FEATURES; f++) {
      means[f] = mean * f;
      deviations[f] = f == 4 ? 0 : 0.1f + f;
    }
    return new Scaling.PerFeature(means, deviations);
  }

  private static Scaling perChannel(int channels, float mean) {
    float[] means = new float[channels];
    float[] deviations = new float[channels];
    for (int c = 0; c < channels; c++) {
      means[c] = mean * (c + 1);
      deviations[c] = c == 2 ? 0 : 0.3f + c;
    }
    return new Scaling.PerChannel(FEATURES / channels, means, deviations);
  }

  private static float[] loaded(Rows rows, Scaling scaling, int examples) {
    int[] which = new int[examples];
    Arrays.setAll(which, i -> i * 7 % EXAMPLES);
    new Shard.Packed(0, rows, new Targets.Classes(new int[EXAMPLES]), scaling);
    int width = Kernels.width(examples);
    float[] t = new float[5 + FEATURES * width];
    Arrays.fill(t, Float.NaN);
    rows.load(scaling, which, examples, t, 5, width);
    float[] x = Arrays.copyOfRange(t, 5, t.length);
    for (int i = 0; i < x.length; i++) {
      x[i] = i % width < examples ? x[i] : 0;
    }
    return x;
  }

  @Test
  void everyKindHasItsCase() {
    assertEquals(
        Set.of(Rows.class.getPermittedSubclasses()),
        KINDS.stream().map(Object::getClass).collect(Collectors.toSet()));
    assertEquals(
        Set.of(Scaling.class.getPermittedSubclasses()),
        SCALINGS.stream().map(Object::getClass).collect(Collectors.toSet()));
  }

  @Test
  void everyKindLoadsTheSameBits() {
    for (int examples : new int[] {1, 7, 8, 9, 31, EXAMPLES}) {
      for (Scaling scaling : SCALINGS) {
        float[] expected = byHand(scaling, examples);
        for (Rows rows : KINDS) {
          assertSame(expected, loaded(rows, scaling, examples), rows.getClass() + " " + scaling);
        }
      }
      for (Scaling scaling : CENTRED) {
        float[] expected = byHand(scaling, examples);
        for (Rows rows : KINDS.subList(0, 2)) {
          assertSame(expected, loaded(rows, scaling, examples), rows.getClass() + " " + scaling);
        }
      }
    }
  }

  private static void assertSame(float[] expected, float[] actual, String message) {
    // -0 and 0 are the same to a network.
    for (int i = 0; i < expected.length; i++) {
      assertTrue(expected[i] == actual[i], message + " at " + i + ": " + actual[i]);
    }
  }

  private static float[] byHand(Scaling scaling, int examples) {
    int width = Kernels.width(examples);
    float[] x = floats();
    float[] t = new float[FEATURES * width];
    for (int i = 0; i < examples; i++) {
      for (int f = 0; f < FEATURES; f++) {
        t[f * width + i] = scaling.apply(f, x[i * 7 % EXAMPLES * FEATURES + f]);
      }
    }
    return t;
  }

  @Test
  void scalesAreFormulas() {
    assertEquals(2f, new Scaling.None().apply(3, 2));
    assertEquals((2 - 0.5f) / 4, new Scaling.Whole(0.5f, 4).apply(3, 2));
    Scaling each = new Scaling.PerFeature(new float[] {1, 2}, new float[] {4, 0});
    assertEquals((7 - 1) / 4f, each.apply(0, 7));
    assertEquals(0f, each.apply(1, 7), "a constant of the training examples tells nothing");
  }

  @Test
  void scalesThatDoNotFitAreRefused() {
    assertEquals(
        "inputs have 13 features, but are scaled as 2",
        refusal(
            () ->
                loaded(KINDS.get(0), new Scaling.PerFeature(new float[2], new float[] {1, 1}), 1)));
    assertEquals(
        "sparse features are scaled, never centred: their means must be 0",
        refusal(() -> loaded(KINDS.get(2), new Scaling.Whole(0.1f, 1), 1)));
    assertEquals(
        "inputs need finite means and deviations >= 0: feature 1 has mean 0.0, deviation -1.0",
        refusal(() -> new Scaling.PerFeature(new float[2], new float[] {1, -1})));
  }

  @Test
  void rowsThatAreNoneAreRefused() {
    assertEquals("7 numbers are no rows of 2", refusal(() -> new Rows.Floats(2, new float[7])));
    int[] start = {0, 1, 3};
    float[] value = {1, 2, 3};
    assertEquals(
        "feature 9 in row 1 is not in 3 .. 8",
        refusal(() -> new Rows.Sparse(9, start, new int[] {1, 2, 9}, value)));
    assertEquals(
        "feature 2 in row 1 is not in 3 .. 8",
        refusal(() -> new Rows.Sparse(9, start, new int[] {1, 2, 2}, value)));
    assertEquals(
        "row 0 ends before it begins",
        refusal(() -> new Rows.Sparse(9, new int[] {0, -1, 3}, new int[] {1, 2, 3}, value)));
  }

  private static String refusal(org.junit.jupiter.api.function.Executable made) {
    return assertThrows(IllegalArgumentException.class, made).getMessage();
  }

  @Test
  void bytesKeepEveryGreyValue() {
    for (int k = 0; k < 256; k++) {
      assertEquals((byte) k, Rows.Bytes.of(k / 255f));
      assertEquals(k / 255f, Rows.Bytes.value((byte) k));
    }
    assertArrayEquals(GREY, ((Rows.Bytes) KINDS.get(1)).x());
  }
}

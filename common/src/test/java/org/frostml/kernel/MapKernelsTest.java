package org.frostml.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One contract for all passes: they agree with the formula, and with each other to the bit. */
class MapKernelsTest {
  /** Four maps of one size in one array, each with a pad of its own. */
  private static final class Problem {
    private final int examples;
    private final int tiles;
    private final MapLayout[] maps = new MapLayout[4];
    private final int[] at = new int[4];
    private final float[] t;
    private final float[][] perChannel = new float[6][];
    private final boolean[] pixels;

    private Problem(int channels, int height, int width, int examples) {
      this.examples = examples;
      tiles = MapLayout.tiles(examples);
      Random random = new Random(channels * 31L + height * 17L + width);
      int end = 5;
      for (int m = 0; m < maps.length; m++) {
        maps[m] = new MapLayout(channels, height, width, (m + 1) % 3);
        at[m] = end;
        end += (int) maps[m].floats(tiles);
      }
      t = new float[end + 3];
      pixels = new boolean[t.length];
      for (int m = 0; m < maps.length; m++) {
        for (int i = 0; i < tiles * Kernels.LANES; i++) {
          for (int c = 0; c < channels; c++) {
            for (int q = 0; q < height * width; q++) {
              int place = place(m, i, c, q);
              pixels[place] = true;
              // The second map is a gradient: zeros in surplus examples, and here and there.
              boolean zero = m == 1 && i >= examples || random.nextInt(10) == 0;
              t[place] = zero ? 0 : random.nextFloat() * 2 - 0.7f;
            }
          }
        }
      }
      for (int k = 0; k < perChannel.length; k++) {
        perChannel[k] = KernelProblem.random(random, channels);
      }
    }

    private int channels() {
      return maps[0].channels();
    }

    private int area() {
      return maps[0].height() * maps[0].width();
    }

    private int place(int map, int example, int channel, int pixel) {
      int row = pixel / maps[map].width();
      int column = pixel % maps[map].width();
      return ConvProblem.place(maps[map], at[map], example, channel, row, column);
    }

    private float get(int map, int example, int channel, int pixel) {
      return t[place(map, example, channel, pixel)];
    }

    @Override
    public String toString() {
      return maps[0] + ", " + examples + " examples";
    }
  }

  private static List<Problem> problems() {
    List<Problem> all = new ArrayList<>();
    for (int[] size :
        new int[][] {{1, 1, 1}, {3, 2, 2}, {5, 7, 7}, {7, 3, 11}, {2, 32, 32}, {31, 4, 4}}) {
      for (int examples : new int[] {1, 15, 16, 17, 33, 48}) {
        all.add(new Problem(size[0], size[1], size[2], examples));
      }
    }
    return all;
  }

  private interface Call {
    void run(
        MapKernels kernels, Problem p, int from, int to, float[] t, double[] one, double[] two);
  }

  private static final Map<String, Call> CALLS = new LinkedHashMap<>();

  static {
    CALLS.put(
        "moments",
        (k, p, from, to, t, one, two) ->
            k.moments(from, to, p.examples, t, p.maps[0], p.at[0], p.perChannel[0], one, two));
    for (boolean relu : new boolean[] {false, true}) {
      float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
      CALLS.put(
          "normalise, " + relu,
          (k, p, from, to, t, one, two) ->
              k.normalise(
                  from,
                  to,
                  p.examples,
                  t,
                  p.maps[0],
                  p.at[0],
                  p.perChannel[0],
                  p.perChannel[1],
                  null,
                  -1,
                  floor,
                  p.maps[3],
                  p.at[3]));
      CALLS.put(
          "normalise and add, " + relu,
          (k, p, from, to, t, one, two) ->
              k.normalise(
                  from,
                  to,
                  p.examples,
                  t,
                  p.maps[0],
                  p.at[0],
                  p.perChannel[0],
                  p.perChannel[1],
                  p.maps[2],
                  p.at[2],
                  floor,
                  p.maps[3],
                  p.at[3]));
      CALLS.put(
          "backwardSums, " + relu,
          (k, p, from, to, t, one, two) ->
              k.backwardSums(
                  from,
                  to,
                  p.examples,
                  t,
                  p.maps[1],
                  p.at[1],
                  p.maps[0],
                  p.at[0],
                  p.perChannel[0],
                  p.perChannel[1],
                  floor,
                  p.perChannel[2],
                  one,
                  two));
      CALLS.put(
          "backwardApply, " + relu,
          (k, p, from, to, t, a, b) -> apply(k, p, from, to, t, floor, 3));
      CALLS.put(
          "backwardApply in place, " + relu,
          (k, p, from, to, t, a, b) -> apply(k, p, from, to, t, floor, 1));
    }
    CALLS.put(
        "gate",
        (k, p, from, to, t, one, two) ->
            k.gate(from, to, p.examples, t, p.maps[0], p.at[0], p.maps[1], p.at[1]));
    CALLS.put(
        "add",
        (k, p, from, to, t, one, two) ->
            k.add(from, to, p.examples, t, p.maps[3], p.at[3], p.maps[0], p.at[0]));
    CALLS.put(
        "biasGradient",
        (k, p, from, to, t, one, two) -> {
          float[] g = KernelProblem.filled(p.channels() + 4, 2);
          k.biasGradient(from, to, p.examples, t, p.maps[1], p.at[1], g, 4);
          for (int c = from; c < to; c++) {
            one[c] = g[4 + c];
          }
        });
  }

  private static void apply(
      MapKernels kernels, Problem p, int from, int to, float[] t, float floor, int into) {
    kernels.backwardApply(
        from,
        to,
        p.examples,
        t,
        p.maps[1],
        p.at[1],
        p.maps[0],
        p.at[0],
        p.perChannel[0],
        p.perChannel[1],
        floor,
        p.perChannel[3],
        p.perChannel[4],
        p.perChannel[5],
        p.maps[into],
        p.at[into]);
  }

  /** What a pass gives: the array after it, and its sums. */
  private record Result(float[] t, double[] one, double[] two) {}

  private static Result run(String kernels, String what, Problem p, int piece) {
    Result result = new Result(p.t.clone(), new double[p.channels()], new double[p.channels()]);
    for (int from = 0; from < p.channels(); from += piece) {
      CALLS
          .get(what)
          .run(
              Kernels.named(kernels).maps(),
              p,
              from,
              Math.min(p.channels(), from + piece),
              result.t,
              result.one,
              result.two);
    }
    return result;
  }

  @Test
  void scalarAndVectorPassesGiveTheSameBitsForAnySplitOfTheChannels() {
    for (Problem p : problems()) {
      for (String what : CALLS.keySet()) {
        Result scalar = run("scalar", what, p, p.channels());
        for (int piece : new int[] {1, 3, 100}) {
          Result vector = run("vector", what, p, piece);
          assertArrayEquals(scalar.t, vector.t, () -> what + " " + p);
          assertArrayEquals(scalar.one, vector.one, () -> what + " " + p);
          assertArrayEquals(scalar.two, vector.two, () -> what + " " + p);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void thePadsStayZeros(String name) {
    for (Problem p : problems()) {
      for (String what : CALLS.keySet()) {
        float[] t = run(name, what, p, p.channels()).t;
        for (int i = 0; i < t.length; i++) {
          assertTrue(p.pixels[i] || t[i] == 0, () -> what + " " + p);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void sumsAgreeWithTheFormula(String name) {
    for (Problem p : problems()) {
      Result moments = run(name, "moments", p, 2);
      Result backward = run(name, "backwardSums, false", p, 2);
      Result gated = run(name, "backwardSums, true", p, 2);
      Result bias = run(name, "biasGradient", p, 2);
      double tolerance = 1e-5 * p.examples * p.area();
      for (int c = 0; c < p.channels(); c++) {
        double[] sums = new double[6];
        for (int i = 0; i < p.examples; i++) {
          for (int q = 0; q < p.area(); q++) {
            double z = p.get(0, i, c, q);
            double d = p.get(1, i, c, q);
            double open = isOpen(p, i, c, q) ? d : 0;
            sums[0] += z - p.perChannel[0][c];
            sums[1] += Math.pow(z - p.perChannel[0][c], 2);
            sums[2] += d;
            sums[3] += d * (z - p.perChannel[2][c]);
            sums[4] += open;
            sums[5] += open * (z - p.perChannel[2][c]);
          }
        }
        assertEquals(sums[0], moments.one[c], tolerance, p::toString);
        assertEquals(sums[1], moments.two[c], tolerance, p::toString);
        assertEquals(sums[2], backward.one[c], tolerance, p::toString);
        assertEquals(sums[3], backward.two[c], tolerance, p::toString);
        assertEquals(sums[4], gated.one[c], tolerance, p::toString);
        assertEquals(sums[5], gated.two[c], tolerance, p::toString);
        assertEquals(2 + sums[2], bias.one[c], tolerance, p::toString);
      }
    }
  }

  private static boolean isOpen(Problem p, int i, int c, int q) {
    return Math.fma(p.get(0, i, c, q), p.perChannel[0][c], p.perChannel[1][c]) > 0;
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void pixelsAgreeWithTheFormula(String name) {
    for (Problem p : problems()) {
      float[] plain = run(name, "normalise, false", p, 2).t;
      float[] relu = run(name, "normalise, true", p, 2).t;
      float[] added = run(name, "normalise and add, true", p, 2).t;
      float[] linear = run(name, "normalise and add, false", p, 2).t;
      float[] back = run(name, "backwardApply, false", p, 2).t;
      float[] gatedBack = run(name, "backwardApply, true", p, 2).t;
      float[] inPlace = run(name, "backwardApply in place, true", p, 2).t;
      float[] gate = run(name, "gate", p, 2).t;
      float[] sum = run(name, "add", p, 2).t;
      for (int c = 0; c < p.channels(); c++) {
        for (int i = 0; i < p.tiles * Kernels.LANES; i++) {
          for (int q = 0; q < p.area(); q++) {
            double z = p.get(0, i, c, q);
            double d = p.get(1, i, c, q);
            double r = p.get(2, i, c, q);
            int out = p.place(3, i, c, q);
            double y = z * p.perChannel[0][c] + p.perChannel[1][c];
            assertEquals(y, plain[out], 1e-6, p::toString);
            assertEquals(Math.max(y, 0), relu[out], 1e-6, p::toString);
            assertEquals(Math.max(y + r, 0), added[out], 1e-6, p::toString);
            assertEquals(y + r, linear[out], 1e-6, p::toString);
            assertEquals(p.get(3, i, c, q) + z, sum[out], 1e-6, p::toString);
            assertEquals(z > 0 ? d : 0, gate[p.place(1, i, c, q)], p::toString);
            double rest = z * p.perChannel[4][c] + p.perChannel[5][c];
            double open = isOpen(p, i, c, q) ? d : 0;
            boolean there = i < p.examples;
            double dz = there ? d * p.perChannel[3][c] + rest : 0;
            double gated = there ? open * p.perChannel[3][c] + rest : 0;
            assertEquals(dz, back[out], 1e-6, p::toString);
            assertEquals(gated, gatedBack[out], 1e-6, p::toString);
            assertEquals(gated, inPlace[p.place(1, i, c, q)], 1e-6, p::toString);
          }
        }
      }
    }
  }
}

package org.frostml.kernel;

import static org.frostml.kernel.ConvProblem.place;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One contract for all convolutions: they agree with the formula, on sizes that hurt, and with each
 * other to the bit.
 */
class ConvKernelsTest {
  /** Input channels, output channels, rows, columns, kernel, stride, padding, examples. */
  private static final int[][] SHAPES = {
    {1, 1, 1, 1, 1, 1, 0, 1},
    {1, 5, 1, 1, 3, 1, 1, 17},
    {3, 4, 2, 2, 3, 1, 1, 20},
    {4, 3, 2, 2, 3, 2, 1, 33},
    {2, 7, 3, 3, 3, 1, 1, 16},
    {5, 6, 4, 4, 3, 1, 1, 40},
    {5, 6, 5, 4, 3, 1, 1, 7},
    {3, 8, 1, 4, 1, 1, 0, 5},
    {6, 9, 8, 8, 3, 2, 1, 31},
    {3, 5, 5, 5, 3, 1, 1, 16},
    {3, 5, 6, 6, 3, 1, 1, 16},
    {2, 6, 7, 7, 3, 1, 1, 18},
    {2, 6, 7, 7, 3, 2, 1, 18},
    {9, 4, 8, 8, 3, 1, 1, 16},
    {4, 9, 9, 10, 1, 2, 0, 21},
    {2, 5, 13, 11, 3, 2, 0, 16},
    {1, 6, 28, 28, 5, 1, 2, 3},
    {6, 16, 14, 14, 5, 1, 0, 16},
    {3, 16, 32, 32, 3, 1, 1, 17},
    {4, 8, 32, 32, 3, 2, 1, 16},
    {3, 2, 17, 19, 5, 3, 2, 16},
    {2, 3, 9, 20, 2, 2, 0, 16},
    {2, 3, 9, 20, 2, 1, 1, 16},
    {1, 2, 3, 33, 3, 1, 2, 16},
    {3, 4, 4, 15, 3, 1, 1, 33},
    {3, 4, 15, 31, 3, 1, 1, 16},
  };

  private static ConvShape shape(int[] s) {
    return shape(s, 0);
  }

  /** With pads wider than need be. */
  private static ConvShape shape(int[] s, int more) {
    int outPad = ConvShape.outputPad(s[4], s[5], s[6]);
    MapLayout in = new MapLayout(s[0], s[2], s[3], s[6] + more);
    int height = ConvShape.outputs(s[2], s[4], s[5], s[6]);
    int width = ConvShape.outputs(s[3], s[4], s[5], s[6]);
    MapLayout out = new MapLayout(s[1], height, width, outPad + more);
    return new ConvShape(in, out, s[4], s[5], s[6]);
  }

  private static List<ConvProblem> problems(double... densities) {
    List<ConvProblem> all = new ArrayList<>();
    for (int[] size : SHAPES) {
      for (double density : densities) {
        all.add(new ConvProblem(shape(size, all.size() % 3 / 2), size[7], density));
      }
    }
    return all;
  }

  /** A block whose lanes would not fit a cache: 16 channels to 800, 3 x 3. */
  private static ConvProblem large(double density) {
    return new ConvProblem(shape(new int[] {16, 800, 5, 4, 3, 1, 1}), 20, density);
  }

  /** Such a block on rows that are read ahead, of which two give an output's 16 pixels. */
  private static ConvProblem largeOfEveryOther() {
    return new ConvProblem(shape(new int[] {16, 800, 6, 16, 3, 2, 1}), 20, 0.2);
  }

  /** Of so many channels that they are read in panels, one way or the other. */
  private static List<ConvProblem> panels() {
    return List.of(
        new ConvProblem(shape(new int[] {290, 9, 4, 4, 3, 1, 1}), 17, 0.1),
        new ConvProblem(shape(new int[] {9, 290, 4, 4, 3, 1, 1}), 17, 0.1),
        new ConvProblem(shape(new int[] {140, 140, 2, 16, 3, 1, 1}, 1), 16, 0.1),
        new ConvProblem(shape(new int[] {600, 600, 3, 8, 1, 1, 0}), 16, 0.2));
  }

  /** Whose image rows are so long that a window holds but a few of them, one way or the other. */
  private static List<ConvProblem> longRows() {
    return List.of(
        new ConvProblem(shape(new int[] {300, 5, 9, 32, 3, 1, 1}), 33, 0.05),
        new ConvProblem(shape(new int[] {5, 300, 9, 32, 3, 1, 1}), 17, 0.05),
        new ConvProblem(shape(new int[] {300, 5, 9, 32, 3, 2, 1}), 17, 0.05),
        new ConvProblem(shape(new int[] {4, 500, 15, 32, 3, 2, 1}), 17, 0.05),
        new ConvProblem(shape(new int[] {300, 5, 12, 32, 1, 3, 0}), 17, 0.2));
  }

  /** A kernel on some channels: what it changes is in t and in g. */
  private interface Call {
    void run(ConvKernels kernels, ConvProblem p, int from, int to, float[] t, float[] g);
  }

  /** What a kernel overwrites, and of how many channels. */
  private record Named(Call call, boolean toY, boolean toDx) {
    int rows(ConvProblem p) {
      return toDx ? p.in.channels() : p.out.channels();
    }

    boolean[] mayChange(ConvProblem p, int from, int to) {
      return toDx
          ? p.pixels(p.in, p.dx, from, to)
          : toY ? p.pixels(p.out, p.y, from, to) : new boolean[p.t.length];
    }
  }

  private static final Map<String, Named> CALLS = new LinkedHashMap<>();

  static {
    CALLS.put(
        "forward",
        new Named(
            (k, p, from, to, t, g) ->
                k.forward(from, to, p.taps, p.values, p.biasAt, p.tiles, t, p.x, p.y),
            true,
            false));
    CALLS.put(
        "backwardData",
        new Named(
            (k, p, from, to, t, g) ->
                k.backwardData(from, to, p.taps, p.turned, p.tiles, t, p.dy, p.dx),
            false,
            true));
    CALLS.put(
        "weightGradient",
        new Named(
            (k, p, from, to, t, g) -> k.weightGradient(from, to, p.taps, p.tiles, t, p.dy, p.x, g),
            false,
            false));
    CALLS.put(
        "denseForward",
        new Named(
            (k, p, from, to, t, g) ->
                k.denseForward(
                    from, to, p.shape, p.dense(), 0, p.values, p.biasAt, p.tiles, t, p.x, p.y),
            true,
            false));
    CALLS.put(
        "denseBackwardData",
        new Named(
            (k, p, from, to, t, g) ->
                k.denseBackwardData(from, to, p.shape, p.dense(), 0, p.tiles, t, p.dy, p.dx),
            false,
            true));
    CALLS.put(
        "denseWeightGradient",
        new Named(
            (k, p, from, to, t, g) ->
                k.denseWeightGradient(from, to, p.shape, p.tiles, t, p.dy, p.x, g, 4),
            false,
            false));
  }

  private static ConvKernels kernels(String name) {
    return Kernels.named(name).convolutions();
  }

  /** With what these kernels gather exact, whether they round or not. */
  private static ConvProblem exact(String name, ConvProblem p) {
    return name.endsWith(Kernels.ROUNDED) && ConvKernels.rounds(p.shape) ? p.round() : p;
  }

  private static float[] room(ConvProblem p) {
    return KernelProblem.filled(4 + p.values.length + p.out.channels() * p.shape.columns(), 2);
  }

  private static void close(double expected, float actual, int n, Object what) {
    assertEquals(expected, actual, 1e-6 * (n + 10), what::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "scalar-bfloat16", "vector-bfloat16"})
  void forwardAgreesWithTheFormula(String name) {
    for (ConvProblem p : problems(0, 0.2, 1)) {
      exact(name, p);
      for (boolean bias : new boolean[] {false, true}) {
        int at = bias ? p.biasAt : -1;
        float[] sparse = p.t.clone();
        kernels(name).forward(0, p.out.channels(), p.taps, p.values, at, p.tiles, sparse, p.x, p.y);
        float[] dense = p.t.clone();
        float[] w = p.dense();
        kernels(name)
            .denseForward(
                0, p.out.channels(), p.shape, w, 0, p.values, at, p.tiles, dense, p.x, p.y);
        for (int i = 0; i < p.examples; i++) {
          for (int c = 0; c < p.out.channels(); c++) {
            for (int h = 0; h < p.out.height(); h++) {
              for (int v = 0; v < p.out.width(); v++) {
                double y = p.forward(w, bias, i, c, h, v);
                int place = place(p.out, p.y, i, c, h, v);
                close(y, sparse[place], p.shape.columns(), p);
                close(y, dense[place], p.shape.columns(), p);
              }
            }
          }
        }
      }
    }
  }

  @Test
  void manyChannelsAreReadInPanels() {
    List<ConvProblem> problems = panels();
    int[] forward = problems.stream().mapToInt(p -> p.taps.rowCuts().length - 1).toArray();
    int[] backward = problems.stream().mapToInt(p -> p.taps.phaseCuts(0).length - 1).toArray();
    assertArrayEquals(new int[] {3, 1, 2, 2}, forward);
    assertArrayEquals(new int[] {1, 3, 2, 2}, backward);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "scalar-bfloat16", "vector-bfloat16"})
  void backwardAgreesWithTheFormula(String name) {
    for (ConvProblem p : problems(0, 0.2, 1)) {
      exact(name, p);
      int channels = p.in.channels();
      float[] sparse = p.t.clone();
      kernels(name).backwardData(0, channels, p.taps, p.turned, p.tiles, sparse, p.dy, p.dx);
      float[] dense = p.t.clone();
      float[] w = p.dense();
      kernels(name).denseBackwardData(0, channels, p.shape, w, 0, p.tiles, dense, p.dy, p.dx);
      for (int i = 0; i < p.examples; i++) {
        for (int c = 0; c < channels; c++) {
          for (int h = 0; h < p.in.height(); h++) {
            for (int v = 0; v < p.in.width(); v++) {
              double dx = p.backward(w, i, c, h, v);
              int place = place(p.in, p.dx, i, c, h, v);
              close(dx, sparse[place], p.out.channels() * 9, p);
              close(dx, dense[place], p.out.channels() * 9, p);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "scalar-bfloat16", "vector-bfloat16"})
  void theWeightGradientAgreesWithTheFormula(String name) {
    List<ConvProblem> problems = new ArrayList<>(problems(0, 0.2, 1));
    problems.add(large(1));
    for (ConvProblem p : problems) {
      exact(name, p);
      float[] sparse = room(p);
      kernels(name).weightGradient(0, p.out.channels(), p.taps, p.tiles, p.t, p.dy, p.x, sparse);
      float[] dense = room(p);
      kernels(name)
          .denseWeightGradient(0, p.out.channels(), p.shape, p.tiles, p.t, p.dy, p.x, dense, 4);
      int n = p.examples * p.out.height() * p.out.width();
      for (int r = 0; r < p.out.channels(); r++) {
        for (int q = p.ptr[r]; q < p.ptr[r + 1]; q++) {
          double g = 2 + p.gradient(r, p.column[q]);
          close(g, sparse[q], n, p);
          close(g, dense[4 + r * p.shape.columns() + p.column[q]], n, p);
        }
        double last = 2 + p.gradient(r, p.shape.columns() - 1);
        close(last, dense[4 + (r + 1) * p.shape.columns() - 1], n, p);
      }
    }
  }

  /** What lies around the maps, and what a thread's room held before, may be no numbers. */
  @ParameterizedTest
  @ValueSource(strings = {"vector", "vector-bfloat16"})
  void theWeightGradientReadsNothingButItsMaps(String name) {
    int bits = Float.floatToRawIntBits(Float.NaN);
    for (ConvProblem p : problems(0.2, 1)) {
      Arrays.fill(Pairs.room(1 << 20), bits | bits >>> 16);
      float[] t = new float[p.t.length];
      Arrays.fill(t, Float.NaN);
      System.arraycopy(p.t, p.x, t, p.x, p.y - p.x);
      System.arraycopy(p.t, p.dy, t, p.dy, p.dx - p.dy);
      int channels = p.out.channels();
      float[] expected = room(p);
      kernels(name).weightGradient(0, channels, p.taps, p.tiles, p.t, p.dy, p.x, expected);
      float[] actual = room(p);
      kernels(name).weightGradient(0, channels, p.taps, p.tiles, t, p.dy, p.x, actual);
      for (float g : actual) {
        assertTrue(Float.isFinite(g), p::toString);
      }
      assertArrayEquals(expected, actual, p::toString);
    }
  }

  /** Leaves this thread's rooms full of what is no number. */
  private static void spoilRooms() {
    for (ThreadLocal<float[]> room :
        List.of(VectorConvDense.ROOM, VectorConvDense.BIASES, VectorConvOuter.PACKED)) {
      Arrays.fill(Scratch.floats(room, 1 << 16), Float.NaN);
    }
  }

  /** Which kernels a machine has changes no number, nor does what they did before. */
  @ParameterizedTest
  @ValueSource(strings = {"", Kernels.ROUNDED})
  void scalarAndVectorKernelsGiveTheSameBits(String precision) {
    List<ConvProblem> problems = new ArrayList<>(problems(0, 0.1, 0.5, 1));
    problems.add(large(0.2));
    problems.add(large(0.97));
    problems.add(largeOfEveryOther());
    problems.addAll(panels());
    problems.addAll(longRows());
    CALLS.forEach(
        (what, named) -> {
          for (ConvProblem p : problems) {
            float[] t = p.t.clone();
            float[] g = room(p);
            named.call.run(kernels("scalar" + precision), p, 0, named.rows(p), t, g);
            float[] vectorT = p.t.clone();
            float[] vectorG = room(p);
            spoilRooms();
            named.call.run(kernels("vector" + precision), p, 0, named.rows(p), vectorT, vectorG);
            assertArrayEquals(t, vectorT, () -> what + " " + p);
            assertArrayEquals(g, vectorG, () -> what + " " + p);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "scalar-bfloat16", "vector-bfloat16"})
  void anySplitOfTheChannelsGivesTheSameBits(String name) {
    List<ConvProblem> problems = new ArrayList<>(problems(0.4));
    if (name.startsWith("vector")) {
      problems.add(large(0.97));
      problems.addAll(panels());
    }
    CALLS.forEach(
        (what, named) -> {
          for (ConvProblem p : problems) {
            float[] t = p.t.clone();
            float[] g = room(p);
            named.call.run(kernels(name), p, 0, named.rows(p), t, g);
            for (int piece : new int[] {1, 2, 3, 5, 100}) {
              float[] splitT = p.t.clone();
              float[] splitG = room(p);
              for (int from = 0; from < named.rows(p); from += piece) {
                int to = Math.min(named.rows(p), from + piece);
                named.call.run(kernels(name), p, from, to, splitT, splitG);
              }
              assertArrayEquals(t, splitT, () -> what + " " + p + ", by " + piece);
              assertArrayEquals(g, splitG, () -> what + " " + p + ", by " + piece);
            }
          }
        });
  }

  /** The zeros around maps above all. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "scalar-bfloat16", "vector-bfloat16"})
  void nothingIsWrittenButTheChannelsThatWereAskedFor(String name) {
    CALLS.forEach(
        (what, named) -> {
          for (ConvProblem p : problems(0.4)) {
            int rows = named.rows(p);
            for (int[] range : new int[][] {{0, 0}, {0, 1}, {rows / 2, rows}, {rows, rows}}) {
              float[] t = p.t.clone();
              float[] g = room(p);
              named.call.run(kernels(name), p, range[0], range[1], t, g);
              boolean[] may = named.mayChange(p, range[0], range[1]);
              for (int i = 0; i < t.length; i++) {
                assertTrue(may[i] || t[i] == p.t[i], () -> what + " wrote beside " + p);
              }
              int first = what.equals("weightGradient") ? p.ptr[range[0]] : 0;
              int last = what.equals("weightGradient") ? p.ptr[range[1]] : 0;
              if (what.equals("denseWeightGradient")) {
                first = 4 + range[0] * p.shape.columns();
                last = 4 + range[1] * p.shape.columns();
              }
              for (int i = 0; i < g.length; i++) {
                assertTrue(i >= first && i < last || g[i] == 2, () -> what + " changed g, " + p);
              }
            }
          }
        });
  }

  /** What is gathered, and nothing else. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void kernelsThatRoundGiveTheBitsOfRoundedNumbers(String name) {
    for (ConvProblem p : problems(0.2, 1)) {
      for (String what : List.of("forward", "backwardData")) {
        Named named = CALLS.get(what);
        float[] rounding = p.t.clone();
        named.call.run(kernels(name + Kernels.ROUNDED), p, 0, named.rows(p), rounding, null);
        float[] rounded = p.t.clone();
        if (ConvKernels.rounds(p.shape)) {
          ConvProblem.round(rounded, p.x, p.y);
          ConvProblem.round(rounded, p.dy, p.dx);
        }
        named.call.run(kernels(name), p, 0, named.rows(p), rounded, null);
        boolean[] written = named.mayChange(p, 0, named.rows(p));
        for (int i = 0; i < written.length; i++) {
          assertTrue(!written[i] || rounding[i] == rounded[i], () -> what + " " + p);
        }
      }
      float[] rounding = room(p);
      float[] rounded = room(p);
      Named gradient = CALLS.get("weightGradient");
      gradient.call.run(kernels(name + Kernels.ROUNDED), p, 0, gradient.rows(p), p.t, rounding);
      float[] t = p.t.clone();
      if (ConvKernels.rounds(p.shape)) {
        ConvProblem.round(t, p.x, p.y);
      }
      gradient.call.run(kernels(name + Kernels.ROUNDED), p, 0, gradient.rows(p), t, rounded);
      assertArrayEquals(rounded, rounding, p::toString);
    }
  }

  /** So a layer may run sparse or dense. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "scalar-bfloat16", "vector-bfloat16"})
  void sparseAndDenseAreEqual(String name) {
    for (ConvProblem p : problems(0, 0.2, 1)) {
      exact(name, p);
      requireEqual(name, p, CALLS.get("forward"), CALLS.get("denseForward"));
      requireEqual(name, p, CALLS.get("backwardData"), CALLS.get("denseBackwardData"));
    }
  }

  private static void requireEqual(String name, ConvProblem p, Named sparse, Named dense) {
    float[] one = p.t.clone();
    sparse.call.run(kernels(name), p, 0, sparse.rows(p), one, null);
    float[] two = p.t.clone();
    dense.call.run(kernels(name), p, 0, dense.rows(p), two, null);
    for (int i = 0; i < one.length; i++) {
      // Not their bits: multiplying by zero may make 0 of -0.
      assertTrue(one[i] == two[i], p::toString);
    }
  }

  /** Horizontal sums once changed their order when they were compiled. */
  @ParameterizedTest
  @ValueSource(strings = {"vector", "vector-bfloat16"})
  void theOrderSurvivesTheCompiler(String name) {
    ConvProblem p = new ConvProblem(shape(new int[] {3, 6, 8, 8, 3, 1, 1}), 16, 0.5);
    CALLS.forEach(
        (what, named) -> {
          float[] t = p.t.clone();
          float[] g = room(p);
          named.call.run(kernels(name), p, 0, named.rows(p), t, g);
          for (int i = 0; i < 3_000; i++) {
            float[] again = p.t.clone();
            float[] gAgain = room(p);
            named.call.run(kernels(name), p, 0, named.rows(p), again, gAgain);
            assertArrayEquals(t, again, what);
            assertArrayEquals(g, gAgain, what);
          }
        });
  }
}

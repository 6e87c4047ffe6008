package org.frostml.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One contract for all pooling: it agrees with the formula, and with each other to the bit. */
class PoolKernelsTest {
  private static final float UNTOUCHED = 7;

  /** Maps x, y, dy and dx, one after the other. */
  private static final class Problem {
    private final PoolShape shape;
    private final int tiles;
    private final int[] at = new int[5];
    private final float[] t;

    private Problem(int channels, int height, int width, int size, int stride, int tiles) {
      int rows = (height - size) / stride + 1;
      int columns = (width - size) / stride + 1;
      MapLayout in = new MapLayout(channels, height, width, size % 2);
      MapLayout out = new MapLayout(channels, rows, columns, stride % 3);
      shape = new PoolShape(in, out, size, stride);
      this.tiles = tiles;
      at[0] = 5;
      for (int m = 1; m < at.length; m++) {
        at[m] = at[m - 1] + (int) map(m - 1).floats(tiles);
      }
      t = new float[at[4] + 3];
      Arrays.fill(t, UNTOUCHED);
      Random random = new Random(height * 31L + width * 17L + size);
      for (int m = 0; m < 4; m++) {
        for (int i = 0; i < tiles * Kernels.LANES; i++) {
          for (int c = 0; c < channels; c++) {
            for (int h = 0; h < map(m).height(); h++) {
              for (int w = 0; w < map(m).width(); w++) {
                // Few values, so that windows have their largest more than once.
                t[place(m, i, c, h, w)] = m == 3 ? 0 : random.nextInt(7) - 3;
              }
            }
          }
        }
      }
    }

    private MapLayout map(int m) {
      return m == 0 || m == 3 ? shape.in() : shape.out();
    }

    private int place(int m, int example, int channel, int row, int column) {
      return ConvProblem.place(map(m), at[m], example, channel, row, column);
    }

    @Override
    public String toString() {
      return shape + ", " + tiles + " tiles";
    }
  }

  private static List<Problem> problems() {
    List<Problem> all = new ArrayList<>();
    for (int[] s :
        new int[][] {
          {1, 1, 1, 1, 1},
          {3, 2, 2, 2, 2},
          {5, 7, 9, 2, 2},
          {4, 9, 7, 3, 3},
          {4, 9, 8, 3, 2},
          {2, 6, 5, 4, 1},
          {7, 5, 6, 1, 2},
          {2, 31, 31, 2, 2},
        }) {
      all.add(new Problem(s[0], s[1], s[2], s[3], s[4], 1));
      all.add(new Problem(s[0], s[1], s[2], s[3], s[4], 3));
    }
    return all;
  }

  /** The array after a pass over all channels, {@code piece} at a time. */
  private static float[] run(String kernels, String what, Problem p, int piece) {
    PoolKernels pools = Kernels.named(kernels).pools();
    float[] t = p.t.clone();
    int[] at = p.at;
    int channels = p.shape.in().channels();
    for (int from = 0; from < channels; from += piece) {
      int to = Math.min(channels, from + piece);
      switch (what) {
        case "largest" -> pools.largest(from, to, p.tiles, p.shape, t, at[0], at[1]);
        case "mean" -> pools.mean(from, to, p.tiles, p.shape, t, at[0], at[1]);
        case "meanBackward" -> pools.meanBackward(from, to, p.tiles, p.shape, t, at[2], at[3]);
        default -> {
          pools.largest(from, to, p.tiles, p.shape, t, at[0], at[1]);
          pools.largestBackward(from, to, p.tiles, p.shape, t, at[0], at[1], at[2], at[3]);
        }
      }
    }
    return t;
  }

  @ParameterizedTest
  @ValueSource(strings = {"largest", "mean", "largestBackward", "meanBackward"})
  void scalarAndVectorKernelsGiveTheSameBitsForAnySplitOfTheChannels(String what) {
    for (Problem p : problems()) {
      float[] scalar = run("scalar", what, p, 100);
      for (int piece : new int[] {1, 3, 100}) {
        assertArrayEquals(scalar, run("vector", what, p, piece), p::toString);
      }
    }
  }

  /** Also that nothing but pixels is written. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void poolingAgreesWithTheFormula(String kernels) {
    for (Problem p : problems()) {
      float[] largest = p.t.clone();
      float[] mean = p.t.clone();
      float[] largestBack = p.t.clone();
      float[] meanBack = p.t.clone();
      MapLayout out = p.shape.out();
      int size = p.shape.size();
      for (int i = 0; i < p.tiles * Kernels.LANES; i++) {
        for (int c = 0; c < out.channels(); c++) {
          for (int h = 0; h < out.height(); h++) {
            for (int w = 0; w < out.width(); w++) {
              float most = Float.NEGATIVE_INFINITY;
              float sum = 0;
              int first = -1;
              float dy = p.t[p.place(2, i, c, h, w)];
              for (int k = 0; k < size * size; k++) {
                int row = h * p.shape.stride() + k / size;
                int column = w * p.shape.stride() + k % size;
                float v = p.t[p.place(0, i, c, row, column)];
                first = v > most ? p.place(3, i, c, row, column) : first;
                most = Math.max(most, v);
                sum += v;
                meanBack[p.place(3, i, c, row, column)] += dy / (size * size);
              }
              largest[p.place(1, i, c, h, w)] = most;
              largestBack[p.place(1, i, c, h, w)] = most;
              mean[p.place(1, i, c, h, w)] = sum / (size * size);
              largestBack[first] += dy;
            }
          }
        }
      }
      assertArrayEquals(largest, run(kernels, "largest", p, 2), p::toString);
      assertArrayEquals(mean, run(kernels, "mean", p, 2), 1e-6f, p::toString);
      assertArrayEquals(largestBack, run(kernels, "largestBackward", p, 2), p::toString);
      assertArrayEquals(meanBack, run(kernels, "meanBackward", p, 2), 1e-6f, p::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void whereTheLargestIsNoNumberNoGradientGoesAstray(String kernels) {
    Problem p = new Problem(1, 2, 2, 2, 2, 1);
    p.t[p.place(0, 3, 0, 1, 0)] = Float.NaN;
    p.t[p.place(0, 4, 0, 1, 0)] = Float.intBitsToFloat(0x7fc01234);
    float[] t = run(kernels, "largestBackward", p, 1);
    for (int example = 3; example < 5; example++) {
      assertEquals(Float.NaN, t[p.place(1, example, 0, 0, 0)]);
      assertEquals(0, t[p.place(3, example, 0, 0, 0)]);
    }
  }
}

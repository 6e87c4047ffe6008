package org.frostml.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The order of the vector kernels' operations, written out in plain Java. Who agrees with it bit
 * for bit agrees with every other machine, whether its registers have 512 bits or 256.
 */
class VectorOrderTest {
  private final Kernels kernels = new VectorKernels(false);

  /** One chain in ascending order, from the bias on. */
  @ParameterizedTest
  @ValueSource(ints = {16, 32, 48, 64, 80, 128, 144, 256})
  void spmmIsOneChain(int width) {
    for (double density : new double[] {0, 0.3, 1}) {
      KernelProblem p = new KernelProblem(31, 257, width, density);
      float[] expected = p.t.clone();
      for (int r = 0; r < p.rows; r++) {
        for (int i = 0; i < width; i++) {
          float sum = p.values[p.biasAt + r];
          for (int q = p.ptr[r]; q < p.ptr[r + 1]; q++) {
            sum = Math.fma(p.values[q], p.t[p.x + p.idx[q] * width + i], sum);
          }
          expected[p.y + r * width + i] = Math.max(sum, 0);
        }
      }
      float[] t = p.t.clone();
      kernels.spmm(0, p.rows, p.ptr, p.idx, p.values, p.biasAt, true, t, p.x, p.y, width);
      assertArrayEquals(expected, t, p::toString);
    }
  }

  /** The same of rounded numbers. */
  @ParameterizedTest
  @ValueSource(ints = {16, 32, 48, 64, 80, 128, 144, 256})
  void roundedSpmmIsTheSameChain(int width) {
    for (double density : new double[] {0, 0.3, 1}) {
      KernelProblem p = new KernelProblem(31, 257, width, density);
      float[] t = p.t.clone();
      kernels.rounded().spmm(0, p.rows, p.ptr, p.idx, p.values, p.biasAt, true, t, p.x, p.y, width);
      p.round();
      float[] expected = p.t.clone();
      kernels.spmm(0, p.rows, p.ptr, p.idx, p.values, p.biasAt, true, expected, p.x, p.y, width);
      for (int i = p.y; i < p.dy; i++) {
        assertEquals(expected[i], t[i], p::toString);
      }
    }
  }

  /** One chain in ascending order, from C on. */
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 16, 31, 32, 48, 128, 300})
  void gemmIsOneChain(int n) {
    for (int rows : new int[] {1, 5, 6, 31}) {
      for (int inner : new int[] {1, 9, 257}) {
        Random random = new Random(rows * 31L + inner);
        float[] a = KernelProblem.random(random, rows * inner);
        float[] b = KernelProblem.random(random, inner * n + 2 * Kernels.LANES);
        float[] c = KernelProblem.random(random, rows * n);
        for (boolean transposed : new boolean[] {false, true}) {
          int aRow = transposed ? 1 : inner;
          int aStep = transposed ? rows : 1;
          float[] expected = c.clone();
          for (int i = 0; i < rows * n; i++) {
            for (int k = 0; k < inner; k++) {
              expected[i] = Math.fma(a[i / n * aRow + k * aStep], b[k * n + i % n], expected[i]);
            }
          }
          float[] actual = c.clone();
          kernels.gemm(0, rows, inner, n, a, 0, aRow, aStep, b, 0, actual, 0);
          assertArrayEquals(expected, actual, rows + " x " + inner + " x " + n);
        }
      }
    }
  }

  /** 16 partial sums, column i in partial sum i mod 16, then a tree; the sum is added to g. */
  @ParameterizedTest
  @ValueSource(ints = {16, 32, 48, 64, 80, 128, 144, 256})
  void sddmmIsSixteenChainsAndATree(int width) {
    for (double density : new double[] {0, 0.1, 1}) {
      KernelProblem p = new KernelProblem(31, 257, width, density);
      float[] g = KernelProblem.random(new Random(1), p.values.length);
      float[] expected = g.clone();
      for (int r = 0; r < p.rows; r++) {
        for (int q = p.ptr[r]; q < p.ptr[r + 1]; q++) {
          float[] partial = new float[16];
          for (int i = 0; i < width; i++) {
            float dy = p.t[p.dy + r * width + i];
            partial[i % 16] = Math.fma(dy, p.t[p.x + p.idx[q] * width + i], partial[i % 16]);
          }
          expected[q] += tree(partial);
        }
      }
      kernels.sddmm(0, p.rows, p.ptr, p.idx, p.t, p.dy, p.x, g, width);
      assertArrayEquals(expected, g, p::toString);
    }
  }

  /** The chains take columns of the first half and of the second in turn, and then what is left. */
  @ParameterizedTest
  @ValueSource(ints = {16, 32, 48, 64, 80, 128, 144, 256})
  void roundedSddmmTakesHalvesInTurn(int width) {
    int half = width / 32 * 16;
    for (double density : new double[] {0, 0.1, 1}) {
      KernelProblem p = new KernelProblem(31, 257, width, density);
      float[] g = KernelProblem.random(new Random(1), p.values.length);
      float[] expected = g.clone();
      for (int r = 0; r < p.rows; r++) {
        for (int q = p.ptr[r]; q < p.ptr[r + 1]; q++) {
          float[] partial = new float[16];
          for (int i = 0; i < half; i++) {
            multiplyAdd(p, r, q, i, partial);
            if (i % 16 == 15) {
              for (int j = i - 15; j <= i; j++) {
                multiplyAdd(p, r, q, half + j, partial);
              }
            }
          }
          for (int i = 2 * half; i < width; i++) {
            multiplyAdd(p, r, q, i, partial);
          }
          expected[q] += tree(partial);
        }
      }
      kernels.rounded().sddmm(0, p.rows, p.ptr, p.idx, p.t, p.dy, p.x, g, width);
      assertArrayEquals(expected, g, p::toString);
    }
  }

  private static void multiplyAdd(KernelProblem p, int r, int q, int i, float[] partial) {
    float x = Rounded.of(p.t[p.x + p.idx[q] * p.width + i]);
    partial[i % 16] = Math.fma(p.t[p.dy + r * p.width + i], x, partial[i % 16]);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 48, 64, 80, 128, 144, 256})
  void biasGradientIsSixteenSumsAndATree(int width) {
    for (int rows : new int[] {1, 7, 8, 9, 31, 128, 257}) {
      KernelProblem p = new KernelProblem(rows, 1, width, 1);
      float[] g = KernelProblem.random(new Random(1), rows);
      float[] expected = g.clone();
      for (int r = 0; r < rows; r++) {
        float[] partial = new float[16];
        for (int i = r * width; i < (r + 1) * width; i++) {
          partial[i % 16] += p.t[p.y + i] > 0 ? p.t[p.dy + i] : 0;
        }
        expected[r] += tree(partial);
      }
      kernels.biasGradient(0, rows, true, p.t, p.y, p.dy, g, 0, width);
      assertArrayEquals(expected, g, p::toString);
    }
  }

  /** Adds those 8 apart, 4 apart, 2 apart, neighbours. */
  private static float tree(float[] partial) {
    float[] s = partial.clone();
    for (int half = s.length / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        s[i] += s[i + half];
      }
    }
    return s[0];
  }

  @Test
  void theOrderSurvivesTheCompiler() {
    // reduceLanes would be free to add in another order once compiled: the first call and the last
    // must agree.
    KernelProblem p = new KernelProblem(9, 31, 48, 1);
    float[] first = sums(p);
    float[] last = first;
    for (int i = 0; i < 20_000; i++) {
      last = sums(p);
    }
    assertArrayEquals(first, last);
  }

  private float[] sums(KernelProblem p) {
    float[] g = new float[p.biasAt + p.rows];
    kernels.sddmm(0, p.rows, p.ptr, p.idx, p.t, p.dy, p.x, g, p.width);
    kernels.biasGradient(0, p.rows, false, p.t, p.y, p.dy, g, p.biasAt, p.width);
    return g;
  }
}

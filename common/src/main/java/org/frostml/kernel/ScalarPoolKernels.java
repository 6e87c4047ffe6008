package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;

/** Pooling as one would write it on paper. */
final class ScalarPoolKernels extends PoolKernels {
  @Override
  void largest(float[] t, int x, int[] window, int y) {
    for (int i = 0; i < LANES; i++) {
      float most = t[x + i];
      for (int distance : window) {
        most = Math.max(most, t[x + i + distance]);
      }
      t[y + i] = most;
    }
  }

  @Override
  void mean(float[] t, int x, int[] window, int y) {
    float share = 1f / window.length;
    for (int i = 0; i < LANES; i++) {
      float sum = 0;
      for (int distance : window) {
        sum += share * t[x + i + distance];
      }
      t[y + i] = sum;
    }
  }

  @Override
  void largestBackward(float[] t, int x, int[] window, int y, int dy, int dx) {
    for (int i = 0; i < LANES; i++) {
      int bits = Float.floatToRawIntBits(t[y + i]);
      for (int distance : window) {
        if (Float.floatToRawIntBits(t[x + i + distance]) == bits) {
          t[dx + i + distance] += t[dy + i];
          break;
        }
      }
    }
  }

  @Override
  void meanBackward(float[] t, int[] window, int dy, int dx) {
    float share = 1f / window.length;
    for (int i = 0; i < LANES; i++) {
      for (int distance : window) {
        t[dx + i + distance] += share * t[dy + i];
      }
    }
  }
}

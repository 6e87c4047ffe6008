package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;

/** Pooling as one would write it on paper. */
final class ScalarPoolKernels implements PoolKernels {
  @Override
  public void largest(int from, int to, int tiles, PoolShape shape, float[] t, int x, int y) {
    int[] window = shape.window();
    each(
        from,
        to,
        tiles,
        shape,
        (first, out) -> {
          float most = t[x + first];
          for (int distance : window) {
            most = Math.max(most, t[x + first + distance]);
          }
          t[y + out] = most;
        });
  }

  @Override
  public void mean(int from, int to, int tiles, PoolShape shape, float[] t, int x, int y) {
    int[] window = shape.window();
    float share = 1f / window.length;
    each(
        from,
        to,
        tiles,
        shape,
        (first, out) -> {
          float sum = 0;
          for (int distance : window) {
            sum += share * t[x + first + distance];
          }
          t[y + out] = sum;
        });
  }

  @Override
  public void largestBackward(
      int from, int to, int tiles, PoolShape shape, float[] t, int x, int y, int dy, int dx) {
    int[] window = shape.window();
    each(
        from,
        to,
        tiles,
        shape,
        (first, out) -> {
          int bits = Float.floatToRawIntBits(t[y + out]);
          for (int distance : window) {
            if (Float.floatToRawIntBits(t[x + first + distance]) == bits) {
              t[dx + first + distance] += t[dy + out];
              break;
            }
          }
        });
  }

  @Override
  public void meanBackward(
      int from, int to, int tiles, PoolShape shape, float[] t, int dy, int dx) {
    int[] window = shape.window();
    float share = 1f / window.length;
    each(
        from,
        to,
        tiles,
        shape,
        (first, out) -> {
          for (int distance : window) {
            t[dx + first + distance] += share * t[dy + out];
          }
        });
  }

  /** An example's window: where its first pixel is in the map that is read, and its output. */
  private interface Window {
    void at(int first, int out);
  }

  private static void each(int from, int to, int tiles, PoolShape shape, Window work) {
    MapLayout out = shape.out();
    for (int tile = 0; tile < tiles; tile++) {
      for (int c = from; c < to; c++) {
        for (int row = 0; row < out.height(); row++) {
          for (int column = 0; column < out.width(); column++) {
            for (int i = 0; i < LANES; i++) {
              work.at(shape.first(tile, c, row, column) + i, out.pixel(tile, c, row, column) + i);
            }
          }
        }
      }
    }
  }
}

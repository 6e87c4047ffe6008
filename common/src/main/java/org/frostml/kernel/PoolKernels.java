package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;

/**
 * What becomes of windows of pixels; see {@link PoolShape}. Maps lie as in {@link ConvKernels}.
 * Every kernel works on the channels {@code from <= c < to}, image row by image row as they lie in
 * memory, and takes the pixels of a window row by row. The same bits whatever the kernels.
 */
public abstract sealed class PoolKernels permits ScalarPoolKernels, VectorPoolKernels {
  PoolKernels() {}

  /** y = the largest pixel of the window. */
  public final void largest(int from, int to, int tiles, PoolShape shape, float[] t, int x, int y) {
    int[] window = shape.window();
    each(from, to, tiles, shape, (first, out) -> largest(t, x + first, window, y + out));
  }

  /** y = the sum of the window's pixels, each times 1 / their number. */
  public final void mean(int from, int to, int tiles, PoolShape shape, float[] t, int x, int y) {
    int[] window = shape.window();
    each(from, to, tiles, shape, (first, out) -> mean(t, x + first, window, y + out));
  }

  /**
   * Adds dy to dx at the first pixel of the window that has the bits of y; nowhere if none has, as
   * where y is no number.
   *
   * @param dx place of a map that lies as x does; {@code dy} of one that lies as y does
   */
  public final void largestBackward(
      int from, int to, int tiles, PoolShape shape, float[] t, int x, int y, int dy, int dx) {
    int[] window = shape.window();
    each(
        from,
        to,
        tiles,
        shape,
        (first, out) -> largestBackward(t, x + first, window, y + out, dy + out, dx + first));
  }

  /** Adds dy / the number of the window's pixels to dx at each of them. */
  public final void meanBackward(
      int from, int to, int tiles, PoolShape shape, float[] t, int dy, int dx) {
    int[] window = shape.window();
    each(from, to, tiles, shape, (first, out) -> meanBackward(t, window, dy + out, dx + first));
  }

  /** The same of 16 examples' window, whose first pixel is at x, and the others so far from it. */
  abstract void largest(float[] t, int x, int[] window, int y);

  abstract void mean(float[] t, int x, int[] window, int y);

  abstract void largestBackward(float[] t, int x, int[] window, int y, int dy, int dx);

  abstract void meanBackward(float[] t, int[] window, int dy, int dx);

  /** A window: where its first pixel is in the map that is read, and its output. */
  private interface Window {
    void at(int first, int out);
  }

  private static void each(int from, int to, int tiles, PoolShape shape, Window work) {
    MapLayout out = shape.out();
    int step = shape.stride() * LANES;
    for (int tile = 0; tile < tiles; tile++) {
      for (int row = 0; row < out.height(); row++) {
        for (int c = from; c < to; c++) {
          int first = shape.first(tile, c, row);
          int pixel = out.pixel(tile, c, row, 0);
          for (int w = 0; w < out.width(); w++) {
            work.at(first + w * step, pixel + w * LANES);
          }
        }
      }
    }
  }
}

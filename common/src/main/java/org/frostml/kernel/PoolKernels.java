package org.frostml.kernel;

/**
 * What becomes of windows of pixels; see {@link PoolShape}. Maps lie as in {@link ConvKernels}.
 * Every kernel works on the channels {@code from <= c < to}, and takes the pixels of a window row
 * by row. The same bits whatever the kernels.
 */
public sealed interface PoolKernels permits ScalarPoolKernels, VectorPoolKernels {
  /** y = the largest pixel of the window. */
  void largest(int from, int to, int tiles, PoolShape shape, float[] t, int x, int y);

  /** y = the sum of the window's pixels, each times 1 / their number. */
  void mean(int from, int to, int tiles, PoolShape shape, float[] t, int x, int y);

  /**
   * Adds dy to dx at the first pixel of the window that has the bits of y; nowhere if none has, as
   * where y is no number.
   *
   * @param dx place of a map that lies as x does; {@code dy} of one that lies as y does
   */
  void largestBackward(
      int from, int to, int tiles, PoolShape shape, float[] t, int x, int y, int dy, int dx);

  /** Adds dy / the number of the window's pixels to dx at each of them. */
  void meanBackward(int from, int to, int tiles, PoolShape shape, float[] t, int dy, int dx);
}

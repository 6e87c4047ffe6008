package org.frostml.kernel;

/**
 * A pooling between two maps: {@code size x size} pixels of a channel, a window, become one, at
 * every {@code stride}-th row and column.
 */
public record PoolShape(MapLayout in, MapLayout out, int size, int stride) {
  public PoolShape {
    assert in.channels() == out.channels() : in + ", " + out;
    assert (out.height() - 1) * stride + size <= in.height() : in + ", " + out;
    assert (out.width() - 1) * stride + size <= in.width() : in + ", " + out;
  }

  /** The distances of a window's pixels from its first, row by row. */
  int[] window() {
    int[] window = new int[size * size];
    for (int k = 0; k < window.length; k++) {
      window[k] = k / size * in.pitch() + k % size * Kernels.LANES;
    }
    return window;
  }

  /** The first pixel of the window of an image row's first output, from the map's place. */
  int first(int tile, int channel, int row) {
    return in.pixel(tile, channel, row * stride, 0);
  }
}

package org.frostml.kernel;

import java.io.Serializable;

/**
 * Where the floats of a batch of maps lie: tiles of {@link Kernels#LANES} examples, each of image
 * rows, each of channels, each of pixels, each of 16 examples.
 *
 * <p>Around every map lie {@code pad} pixels of zeros that nobody writes, so that a convolution
 * need not ask whether a pixel is inside. They are shared: those right of a channel's row are left
 * of the next channel's, and the rows below a tile are above the next tile. Before the first tile
 * there are {@link #lead} zeros more, and after the last a pixel's.
 */
public record MapLayout(int channels, int height, int width, int pad) implements Serializable {
  public MapLayout {
    if (channels < 1 || height < 1 || width < 1 || pad < 0) {
      throw new IllegalArgumentException(
          "a map has at least 1 channel, 1 row and 1 column, and no negative pad: "
              + channels
              + " x "
              + height
              + " x "
              + width
              + ", pad "
              + pad);
    }
    if ((height + (double) pad) * channels * (width + (double) pad) * Kernels.LANES
        > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "maps of "
              + channels
              + "x"
              + height
              + "x"
              + width
              + " are too large: "
              + Kernels.LANES
              + " of them, and the zeros around them, may have "
              + Integer.MAX_VALUE
              + " floats");
    }
  }

  /** The tiles that hold so many examples. */
  public static int tiles(int examples) {
    return Kernels.width(examples) / Kernels.LANES;
  }

  /** From a channel to the next, in floats. */
  public int plane() {
    return (width + pad) * Kernels.LANES;
  }

  /** From an image row to the next. */
  public int pitch() {
    return channels * plane();
  }

  /** From a tile to the next. */
  public int tile() {
    return (height + pad) * pitch();
  }

  /** Zeros before the first pixel. */
  public int lead() {
    return pad * (pitch() + Kernels.LANES);
  }

  /** All of the map for so many tiles, zeros included. */
  public long floats(int tiles) {
    return lead() + (long) tiles * tile() + (pad > 0 ? Kernels.LANES : 0);
  }

  /** From the map's place to the first of a tile's examples at a pixel. */
  public int pixel(int tile, int channel, int row, int column) {
    return lead() + tile * tile() + row * pitch() + channel * plane() + column * Kernels.LANES;
  }

  /** Whether another map is of as many channels, rows and columns. */
  boolean isLike(MapLayout other) {
    return channels == other.channels && height == other.height && width == other.width;
  }
}

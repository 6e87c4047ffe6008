package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;

import java.util.Arrays;

/**
 * Some image rows of two tiles, all channels, as {@link Pairs}. It moves down the image with the
 * products that read it, and packs what they are the first to see: so every number is read from
 * memory once, in order, and gathered from the second-level cache. The words lie as the floats of a
 * tile do.
 */
final class PairWindow {
  /** Words of a window, more only if the rows that one output sees are more. */
  private static final int WORDS = 1 << 18;

  private final float[] t;
  private final MapLayout map;
  private final int capacity;
  private final int margin;
  private final int[] u;
  private int low;
  private int high;
  private int first;
  private int end;

  /**
   * @param rows that are read at once
   */
  PairWindow(float[] t, MapLayout map, int rows) {
    this.t = t;
    this.map = map;
    int all = map.height() + 2 * map.pad();
    capacity = Math.min(all, Math.max(rows + 1, WORDS / map.pitch()));
    // Left of channel 0 are the zeros that end the image row above.
    margin = map.pad() * LANES;
    int words = Math.multiplyExact(capacity, map.pitch());
    u = Pairs.room(Math.addExact(margin + LANES, words));
  }

  /** What holds the words. */
  int[] array() {
    return u;
  }

  /**
   * Goes to the top of two tiles.
   *
   * @param low place of the pixel (0, 0) of the first; {@code high} of the other, or negative where
   *     there is none, whose numbers are zeros then
   */
  void enter(int low, int high) {
    this.low = low;
    this.high = high;
    first = -map.pad();
    end = first;
  }

  /** Has the image rows from one to another one, as far as there are any, and maybe others. */
  void reach(int from, int to) {
    int last = Math.min(to, map.height() + map.pad() - 1);
    if (from > end) {
      first = from;
      end = from;
    }
    while (end <= last) {
      if (end - first == capacity) {
        move(from);
      }
      int begin = end * map.pitch() - (end == first ? margin : 0);
      int count = (end + 1) * map.pitch() - begin;
      Pairs.pack(t, low + begin, high < 0 ? high : high + begin, count, u, pixel(0) + begin);
      end++;
    }
    // A pixel more may be read, as of the map.
    Arrays.fill(u, pixel(end), pixel(end) + LANES, 0);
  }

  /** Drops the image rows above one. */
  private void move(int from) {
    int begin = pixel(from) - margin;
    int at = pixel(first) - margin;
    System.arraycopy(u, begin, u, at, pixel(end) - begin);
    first = from;
  }

  /** Where the first pixel of an image row would be, be it among the words or not. */
  int pixel(int row) {
    return Aligned.START + margin + (row - first) * map.pitch();
  }
}

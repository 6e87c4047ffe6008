package org.frostml.nn;

import org.frostml.kernel.Kernels;
import org.frostml.kernel.MapLayout;

/** A map as a matrix of its features, by channel, row and column, and back. */
final class MapCopy {
  private MapCopy() {}

  /** The map at {@code map} to the matrix of {@code width} columns at {@code matrix}. */
  static void toMatrix(float[] t, MapLayout layout, int map, int matrix, int width) {
    each(layout, width, (m, f) -> System.arraycopy(t, map + m, t, matrix + f, Kernels.LANES));
  }

  /** The other way. */
  static void toMap(float[] t, MapLayout layout, int map, int matrix, int width) {
    each(layout, width, (m, f) -> System.arraycopy(t, matrix + f, t, map + m, Kernels.LANES));
  }

  /** Takes 16 examples of a feature: their places in the map and in the matrix. */
  private interface Chunk {
    void copy(int map, int matrix);
  }

  private static void each(MapLayout layout, int width, Chunk chunk) {
    for (int tile = 0; tile < width / Kernels.LANES; tile++) {
      int matrix = tile * Kernels.LANES;
      for (int c = 0; c < layout.channels(); c++) {
        for (int h = 0; h < layout.height(); h++) {
          int map = layout.pixel(tile, c, h, 0);
          for (int w = 0; w < layout.width(); w++) {
            chunk.copy(map, matrix);
            map += Kernels.LANES;
            matrix += width;
          }
        }
      }
    }
  }
}

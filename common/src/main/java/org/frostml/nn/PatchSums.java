package org.frostml.nn;

import java.nio.ByteBuffer;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.MapLayout;

/**
 * Products of every two pixels of a patch, all channels together, summed over the patches of
 * examples: what {@link Whiten} whitens by. Adds up, as {@link MomentSums} do.
 */
final class PatchSums {
  private final int pixels;

  /** Of the pixels i and j, j at most i, at i (i + 1) / 2 + j. */
  private final double[] products;

  private long patches;

  /** Of patches of so many pixels, none yet; none of none. */
  PatchSums(int pixels) {
    this.pixels = pixels;
    products = new double[pixels * (pixels + 1) / 2];
  }

  /**
   * Adds all square patches that lie within the images of a map.
   *
   * @param kernel rows and columns of a patch
   */
  void add(float[] t, MapLayout map, int at, int kernel, int examples) {
    double[] patch = new double[pixels];
    for (int e = 0; e < examples; e++) {
      int first = at + e % Kernels.LANES;
      for (int h = 0; h + kernel <= map.height(); h++) {
        for (int w = 0; w + kernel <= map.width(); w++) {
          int i = 0;
          for (int c = 0; c < map.channels(); c++) {
            for (int row = h; row < h + kernel; row++) {
              int pixel = first + map.pixel(e / Kernels.LANES, c, row, w);
              for (int k = 0; k < kernel; k++) {
                patch[i++] = t[pixel + k * Kernels.LANES];
              }
            }
          }
          add(patch);
        }
      }
    }
  }

  private void add(double[] patch) {
    int at = 0;
    for (int i = 0; i < pixels; i++) {
      for (int j = 0; j <= i; j++) {
        products[at++] += patch[i] * patch[j];
      }
    }
    patches++;
  }

  /** This += other. */
  void add(PatchSums other) {
    for (int k = 0; k < products.length; k++) {
      products[k] += other.products[k];
    }
    patches += other.patches;
  }

  /** The mean of the products of two pixels. */
  double mean(int i, int j) {
    int most = Math.max(i, j);
    return products[most * (most + 1) / 2 + Math.min(i, j)] / patches;
  }

  /** Bytes of {@link #write}. */
  int bytes() {
    return Long.BYTES + Double.BYTES * products.length;
  }

  void write(ByteBuffer out) {
    out.putLong(patches);
    for (double product : products) {
      out.putDouble(product);
    }
  }

  /** Takes what {@link #write} wrote of patches of as many pixels. */
  void read(ByteBuffer in) {
    patches = in.getLong();
    for (int k = 0; k < products.length; k++) {
      products[k] = in.getDouble();
    }
  }
}

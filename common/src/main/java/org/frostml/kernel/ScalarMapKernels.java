package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;

import java.util.Arrays;

/** The passes as one would write them on paper, in the order that all of them have. */
final class ScalarMapKernels implements MapKernels {
  @Override
  public void moments(
      int from,
      int to,
      int examples,
      float[] t,
      MapLayout zMap,
      int z,
      float[] centre,
      double[] sum,
      double[] square) {
    for (int channel = from; channel < to; channel++) {
      int c = channel;
      Sums sums = new Sums();
      sums.over(
          zMap,
          examples,
          (tile, h, w, i) -> {
            float v = t[z + zMap.pixel(tile, c, h, w) + i] - centre[c];
            sums.add(i, v, v);
          });
      sum[c] = sums.sum;
      square[c] = sums.product;
    }
  }

  @Override
  public void normalise(
      int from,
      int to,
      int examples,
      float[] t,
      MapLayout zMap,
      int z,
      float[] scale,
      float[] shift,
      MapLayout rMap,
      int r,
      float floor,
      MapLayout yMap,
      int y) {
    for (int channel = from; channel < to; channel++) {
      int c = channel;
      each(
          zMap,
          examples,
          (tile, h, w, i) -> {
            float v = Math.fma(t[z + zMap.pixel(tile, c, h, w) + i], scale[c], shift[c]);
            float added = rMap == null ? v : v + t[r + rMap.pixel(tile, c, h, w) + i];
            t[y + yMap.pixel(tile, c, h, w) + i] = Math.max(added, floor);
          });
    }
  }

  @Override
  public void backwardSums(
      int from,
      int to,
      int examples,
      float[] t,
      MapLayout dyMap,
      int dy,
      MapLayout zMap,
      int z,
      float[] scale,
      float[] shift,
      float floor,
      float[] centre,
      double[] sum,
      double[] product) {
    for (int channel = from; channel < to; channel++) {
      int c = channel;
      Sums sums = new Sums();
      sums.over(
          zMap,
          examples,
          (tile, h, w, i) -> {
            float v = t[z + zMap.pixel(tile, c, h, w) + i];
            boolean open = Math.fma(v, scale[c], shift[c]) > floor;
            sums.add(i, open ? t[dy + dyMap.pixel(tile, c, h, w) + i] : 0, v - centre[c]);
          });
      sum[c] = sums.sum;
      product[c] = sums.product;
    }
  }

  @Override
  public void backwardApply(
      int from,
      int to,
      int examples,
      float[] t,
      MapLayout dyMap,
      int dy,
      MapLayout zMap,
      int z,
      float[] scale,
      float[] shift,
      float floor,
      float[] a,
      float[] b,
      float[] e,
      MapLayout dzMap,
      int dz) {
    for (int channel = from; channel < to; channel++) {
      int c = channel;
      each(
          zMap,
          examples,
          (tile, h, w, i) -> {
            float v = t[z + zMap.pixel(tile, c, h, w) + i];
            boolean open = Math.fma(v, scale[c], shift[c]) > floor;
            float d = open ? t[dy + dyMap.pixel(tile, c, h, w) + i] : 0;
            boolean surplus = tile * LANES + i >= examples;
            t[dz + dzMap.pixel(tile, c, h, w) + i] =
                surplus ? 0 : Math.fma(d, a[c], Math.fma(v, b[c], e[c]));
          });
    }
  }

  @Override
  public void gate(
      int from, int to, int examples, float[] t, MapLayout yMap, int y, MapLayout dyMap, int dy) {
    for (int channel = from; channel < to; channel++) {
      int c = channel;
      each(
          yMap,
          examples,
          (tile, h, w, i) -> {
            if (!(t[y + yMap.pixel(tile, c, h, w) + i] > 0)) {
              t[dy + dyMap.pixel(tile, c, h, w) + i] = 0;
            }
          });
    }
  }

  @Override
  public void add(
      int from, int to, int examples, float[] t, MapLayout aMap, int a, MapLayout bMap, int b) {
    for (int channel = from; channel < to; channel++) {
      int c = channel;
      each(
          aMap,
          examples,
          (tile, h, w, i) ->
              t[a + aMap.pixel(tile, c, h, w) + i] += t[b + bMap.pixel(tile, c, h, w) + i]);
    }
  }

  @Override
  public void biasGradient(
      int from, int to, int examples, float[] t, MapLayout dyMap, int dy, float[] g, int at) {
    for (int channel = from; channel < to; channel++) {
      int c = channel;
      Sums sums = new Sums();
      sums.over(
          dyMap,
          examples,
          (tile, h, w, i) -> sums.add(i, t[dy + dyMap.pixel(tile, c, h, w) + i], 0));
      g[at + c] += (float) sums.sum;
    }
  }

  /** Example i of a tile at a pixel. */
  private interface Lane {
    void at(int tile, int row, int column, int i);
  }

  private static void each(MapLayout map, int examples, Lane work) {
    for (int tile = 0; tile < MapLayout.tiles(examples); tile++) {
      tile(map, tile, work);
    }
  }

  private static void tile(MapLayout map, int tile, Lane work) {
    for (int row = 0; row < map.height(); row++) {
      for (int column = 0; column < map.width(); column++) {
        for (int i = 0; i < LANES; i++) {
          work.at(tile, row, column, i);
        }
      }
    }
  }

  /** A channel's sum of d and of d v. */
  private static final class Sums {
    private final float[] d = new float[LANES];
    private final float[] dv = new float[LANES];
    private double sum;
    private double product;

    void over(MapLayout map, int examples, Lane work) {
      int whole = examples / LANES;
      for (int tile = 0; tile < whole; tile++) {
        tile(map, tile, work);
      }
      take(LANES);
      if (whole * LANES < examples) {
        tile(map, whole, work);
        take(examples - whole * LANES);
      }
    }

    void add(int i, float d, float v) {
      this.d[i] += d;
      dv[i] = Math.fma(d, v, dv[i]);
    }

    private void take(int lanes) {
      for (int i = 0; i < lanes; i++) {
        sum += d[i];
        product += dv[i];
      }
      Arrays.fill(d, 0);
      Arrays.fill(dv, 0);
    }
  }
}

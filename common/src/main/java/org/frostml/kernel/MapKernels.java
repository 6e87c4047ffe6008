package org.frostml.kernel;

/**
 * Passes over maps, pixel by pixel: what stands between convolutions.
 *
 * <p>Maps lie as in {@link ConvKernels}; those of one call are of as many channels, rows and
 * columns, and each has a pad of its own. Every pass works on the channels {@code from <= c < to}.
 * Sums leave out the surplus examples of the last tile, and gradients are zero there.
 *
 * <p>A sum over a channel runs in 16 partial sums, example i in partial sum i mod 16, by ascending
 * tile, image row and column; first those of whole tiles are added in double, from 0 on, and then
 * those of the last tile if it is not whole. The same bits whatever the kernels.
 */
public sealed interface MapKernels permits ScalarMapKernels, VectorMapKernels {
  /**
   * Sums of a channel about its centre: {@code sum[c] = sum of (z - centre[c])} and {@code
   * square[c] = sum of (z - centre[c])^2}.
   */
  void moments(
      int from,
      int to,
      int examples,
      float[] t,
      MapLayout zMap,
      int z,
      float[] centre,
      double[] sum,
      double[] square);

  /**
   * y = max(scale[c] z + shift[c] + r, floor): with floor 0 a ReLU, with negative infinity none.
   *
   * @param rMap null where nothing is added; {@code r} is ignored then
   * @param y may be the place of z or r, if the maps have one layout
   */
  void normalise(
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
      int y);

  /**
   * {@code sum[c] = sum of d} and {@code product[c] = sum of d (z - centre[c])}, where d is dy.
   *
   * @param floor 0 where dy comes through a ReLU: then d is 0 where scale[c] z + shift[c] is not
   *     above 0; negative infinity where it does not
   */
  void backwardSums(
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
      double[] product);

  /**
   * dz = a[c] d + (b[c] z + e[c]), with d as in {@link #backwardSums}, and 0 for surplus examples.
   *
   * @param dz may be the place of dy or z, if the maps have one layout
   */
  void backwardApply(
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
      int dz);

  /** dy = 0 where y is not above 0. */
  void gate(
      int from, int to, int examples, float[] t, MapLayout yMap, int y, MapLayout dyMap, int dy);

  /** a += b. */
  void add(int from, int to, int examples, float[] t, MapLayout aMap, int a, MapLayout bMap, int b);

  /** The gradient of a bias: {@code g[at + c] += sum of dy}. */
  void biasGradient(
      int from, int to, int examples, float[] t, MapLayout dyMap, int dy, float[] g, int at);
}

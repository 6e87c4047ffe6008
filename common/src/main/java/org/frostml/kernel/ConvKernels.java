package org.frostml.kernel;

/**
 * The hot loops of sparse convolutions: those of {@link Kernels}, shifted.
 *
 * <p>Maps lie in one array {@code t} as {@link MapLayout} has it, at places of their own, with
 * zeros around them that no kernel writes. Every kernel works on the channels {@code from <= r <
 * to} of its output (of the weight gradient: on rows of W), so that threads can share one, and
 * every output is one chain of multiply-adds in a fixed order, whatever the channels of a call, the
 * width of the registers and the kernels. Sparse and dense chains are the same but for
 * multiplications by zero, and for what {@link Kernels#rounded} ones round: what non-zeros gather,
 * X forward and in the weight gradient, dY on the way back.
 *
 * <p>In the last tile surplus examples hold any finite numbers in X and zeros in dY.
 */
public sealed interface ConvKernels permits ScalarConvKernels, VectorConvKernels {
  /**
   * Non-zeros of a block up to which its weight gradient is summed over the whole batch before
   * lanes are added: their lanes fit the second-level cache.
   */
  int KEPT = 10_240;

  /**
   * Y = W * X + b: from the bias on, by ascending column of W.
   *
   * @param values of the support that {@code taps} were made of
   * @param biasAt position in {@code values} of the bias of row 0, or -1 for none
   * @param y place of the output, overwritten
   */
  void forward(
      int from, int to, Taps taps, float[] values, int biasAt, int tiles, float[] t, int x, int y);

  /**
   * dX = W^T * dY, by ascending output channel and then pixel of the kernel. Of dX every pixel is
   * overwritten, those too that no output saw.
   *
   * @param turned what {@link Taps#turn} gave
   */
  void backwardData(
      int from, int to, Taps taps, float[] turned, int tiles, float[] t, int dy, int dx);

  /**
   * g_p += the sum of dY X over examples and pixels, for the non-zeros p of every row.
   *
   * <p>Example i runs in partial sum i mod 16, by ascending tile, image row and column; those are
   * added as a tree, 8 apart, 4 apart, 2 apart, neighbours, and the sum to g. Where the block has
   * more than {@link #KEPT} non-zeros this happens after every {@link #band} image rows of every
   * tile; else once, at the end. Kernels that round take two tiles together, pixel by pixel.
   */
  void weightGradient(int from, int to, Taps taps, int tiles, float[] t, int dy, int x, float[] g);

  /**
   * {@link #forward} with all weights.
   *
   * @param w W, row-major from {@code wAt}
   * @param bias the array that holds the bias of row 0 at {@code biasAt}; unused if that is -1
   */
  void denseForward(
      int from,
      int to,
      ConvShape shape,
      float[] w,
      int wAt,
      float[] bias,
      int biasAt,
      int tiles,
      float[] t,
      int x,
      int y);

  /** {@link #backwardData} with all weights. */
  void denseBackwardData(
      int from, int to, ConvShape shape, float[] w, int wAt, int tiles, float[] t, int dy, int dx);

  /**
   * The gradient of all weights, row-major from {@code g[at]}: the partial sums of {@link
   * #weightGradient}, added to g after every {@link #group} tiles.
   */
  void denseWeightGradient(
      int from, int to, ConvShape shape, int tiles, float[] t, int dy, int x, float[] g, int at);

  /**
   * Whether kernels that round do it here. Not those of one pixel, which gather a number so seldom
   * that to pack it costs more than it saves.
   */
  static boolean rounds(ConvShape shape) {
    return shape.kernel() > 1;
  }

  /** Image rows that a large block's weight gradient sums before lanes are added: 16 pixels. */
  static int band(MapLayout out) {
    return Math.min(out.height(), (16 + out.width() - 1) / out.width());
  }

  /** Tiles that a dense weight gradient sums before lanes are added: 64 pixels. */
  static int group(MapLayout out) {
    int pixels = out.height() * out.width();
    return (64 + pixels - 1) / pixels;
  }
}

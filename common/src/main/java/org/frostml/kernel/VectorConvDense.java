package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorKernels.L;

import java.util.Arrays;

/**
 * Convolutions with all weights, forward and backward, straight from the maps, which are not
 * copied. W is taken panel by panel: a panel stays in the second-level cache while all pixels pass
 * by, and what a pixel wants of the input for it in the first-level cache, or near it, while all
 * the panel's channels do. Sums wait in the output from panel to panel.
 */
final class VectorConvDense {
  /** Floats of a panel, about. */
  private static final int PANEL = 1 << 16;

  /** Taps of a panel. */
  private static final int TAPS = 288;

  /** What a panel's channels are a multiple of: registers take four or six. */
  private static final int ROWS = 12;

  private static final float[] ZEROS = new float[LANES];

  static final ThreadLocal<float[]> ROOM = ThreadLocal.withInitial(() -> new float[PANEL]);

  static final ThreadLocal<float[]> BIASES = ThreadLocal.withInitial(() -> new float[0]);

  private final float[] t;
  private final float[] w;
  private final int tiles;

  /**
   * @param w the weights, row-major
   */
  VectorConvDense(float[] t, float[] w, int tiles) {
    this.t = t;
    this.w = w;
    this.tiles = tiles;
  }

  /**
   * @param wAt where W begins
   */
  void forward(int from, int to, ConvShape shape, int wAt, float[] bias, int biasAt, int x, int y) {
    boolean biased = biasAt >= 0;
    product(
        from,
        to,
        shape.offsets(),
        shape.columnsInOrder(),
        wAt,
        shape.columns(),
        ConvImage.forward(shape),
        x,
        y,
        biased ? vectors(bias, biasAt, to) : ZEROS,
        biased ? L : 0);
  }

  /** A vector of every channel's bias. */
  private static float[] vectors(float[] bias, int at, int channels) {
    float[] vectors = Scratch.floats(BIASES, channels * L);
    for (int c = 0; c < channels; c++) {
      Arrays.fill(vectors, c * L, (c + 1) * L, bias[at + c]);
    }
    return vectors;
  }

  /**
   * @param wAt where W begins
   */
  void backwardData(int from, int to, ConvShape shape, int wAt, int dy, int dx) {
    for (ConvShape.Phase phase : shape.phases()) {
      product(
          from,
          to,
          phase.offsets,
          phase.weights,
          wAt,
          shape.kernel() * shape.kernel(),
          ConvImage.backward(shape, phase),
          dy,
          dx,
          ZEROS,
          0);
    }
  }

  /**
   * @param places of the taps of channel 0 in W
   * @param row from a channel to the next in W
   * @param x where the input's map begins, {@code y} the output's
   * @param begin what the sums of channel c begin with, at {@code c * beginRow}
   */
  private void product(
      int from,
      int to,
      int[] offsets,
      int[] places,
      int wAt,
      int row,
      ConvImage image,
      int x,
      int y,
      float[] begin,
      int beginRow) {
    // No tap reaches some phases, whose sums are what they begin with.
    int taps = Math.min(TAPS, Math.max(1, offsets.length));
    int channels = Math.min(to - from, PANEL / (ROWS * taps) * ROWS);
    VectorConvPanel panel =
        new VectorConvPanel(t, Scratch.floats(ROOM, VectorConvPanel.room(channels, taps)), image);
    for (int r = from; r < to; r += channels) {
      int end = Math.min(to, r + channels);
      panel.begin(begin, beginRow);
      int k = 0;
      do {
        int count = Math.min(taps, offsets.length - k);
        panel.pack(r, end, offsets, k, count, w, wAt, places, row);
        for (int tile = 0; tile < tiles; tile++) {
          panel.multiply(x, y, tile);
        }
        panel.add();
        k += taps;
      } while (k < offsets.length);
    }
  }
}

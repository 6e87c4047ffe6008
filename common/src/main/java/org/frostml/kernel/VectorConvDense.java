package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorFold.WIDE;
import static org.frostml.kernel.VectorKernels.L;

import java.util.Arrays;

/**
 * Convolutions with all weights, forward and backward, straight from the maps, which are not
 * copied.
 *
 * <p>Backward, what a few channels want of W lies in pieces as far apart as W has columns: nothing
 * foresees the next, and all of them fall into a few sets of the caches. So a panel of W is packed,
 * a row an input channel, and stays in the second-level cache while all pixels pass by.
 */
final class VectorConvDense {
  /** Floats of a packed panel, unless a few channels alone have more. */
  private static final int PANEL = 1 << 16;

  /** What a panel's channels are a multiple of: the registers' rows, four and six, fit. */
  private static final int ROWS = 12;

  /**
   * Taps of a packed panel: what a pixel wants of dY is in the first-level cache then while all the
   * panel's channels pass by. Four pixels at a time would want more than it holds.
   */
  private static final int TAPS = WIDE ? Integer.MAX_VALUE : 288;

  private static final float[] ZEROS = new float[LANES];

  private static final ThreadLocal<float[]> ROOM = ThreadLocal.withInitial(() -> new float[PANEL]);

  private final float[] t;
  private final VectorConvPanel panel;

  VectorConvDense(float[] t) {
    this.t = t;
    panel = new VectorConvPanel(t);
  }

  /**
   * @param w W, row-major from {@code wAt}
   */
  void forward(
      int from,
      int to,
      ConvShape shape,
      float[] w,
      int wAt,
      float[] bias,
      int biasAt,
      int tiles,
      int x,
      int y) {
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    int stride = shape.stride();
    panel.weights(w, wAt + from * shape.columns(), shape.columns());
    panel.taps(shape.offsets(), shape.columnsInOrder(), 0, shape.columns());
    if (biasAt < 0) {
      panel.begin(ZEROS, 0);
    } else {
      panel.begin(vectors(bias, biasAt, to), L);
    }
    for (int tile = 0; tile < tiles; tile++) {
      panel.image(
          from,
          to,
          out.height(),
          out.width(),
          x + in.pixel(tile, 0, 0, 0),
          stride * in.pitch(),
          stride * LANES,
          y + out.pixel(tile, 0, 0, 0),
          out.pitch(),
          LANES,
          out.plane());
    }
  }

  /** A vector of every channel's bias. */
  private static float[] vectors(float[] bias, int at, int channels) {
    float[] vectors = room(channels * L);
    for (int c = 0; c < channels; c++) {
      Arrays.fill(vectors, c * L, (c + 1) * L, bias[at + c]);
    }
    return vectors;
  }

  /**
   * @param w W, row-major from {@code wAt}
   */
  void backwardData(
      int from, int to, ConvShape shape, float[] w, int wAt, int tiles, int dy, int dx) {
    int outputs = shape.out().channels();
    int depth = Math.min(outputs, Math.max(1, TAPS / shape.tapsOfPhase()));
    int row = depth * shape.kernel() * shape.kernel();
    int channels = Math.min(to - from, Math.max(1, PANEL / (ROWS * row)) * ROWS);
    float[] packed = room(channels * row);
    for (int r = from; r < to; r += channels) {
      int last = Math.min(to, r + channels);
      for (int o = 0; o < outputs; o += depth) {
        int end = Math.min(outputs, o + depth);
        pack(r, last, o, end, shape, w, wAt, packed, row);
        // Places are those of all output channels.
        panel.weights(packed, -o * shape.kernel() * shape.kernel(), row);
        if (o == 0) {
          panel.begin(ZEROS, 0);
        } else {
          panel.add();
        }
        for (int tile = 0; tile < tiles; tile++) {
          backwardData(r, last, o, end, shape, tile, dy, dx);
        }
      }
    }
  }

  private static float[] room(int floats) {
    if (ROOM.get().length < floats) {
      ROOM.set(new float[floats]);
    }
    return ROOM.get();
  }

  /**
   * The weights between some input channels and some output channels: a row of {@code row} floats
   * an input channel, of the kernel's pixels by output channel.
   */
  private static void pack(
      int from,
      int to,
      int first,
      int end,
      ConvShape shape,
      float[] w,
      int wAt,
      float[] packed,
      int row) {
    int size = shape.kernel() * shape.kernel();
    for (int o = first; o < end; o++) {
      int at = wAt + o * shape.columns() + from * size;
      int place = (o - first) * size;
      for (int r = from; r < to; r++) {
        for (int k = 0; k < size; k++) {
          packed[place + k] = w[at + k];
        }
        at += size;
        place += row;
      }
    }
  }

  /** All phases of a tile, with the weights of output channels from {@code first} on. */
  private void backwardData(
      int from, int to, int first, int end, ConvShape shape, int tile, int dy, int dx) {
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    for (ConvShape.Phase phase : shape.phases()) {
      int taps = phase.offsets.length / out.channels();
      panel.taps(phase.offsets, phase.packed, first * taps, end * taps);
      panel.image(
          from,
          to,
          phase.height,
          phase.width,
          dy + out.pixel(tile, 0, 0, 0),
          out.pitch(),
          LANES,
          dx + in.pixel(tile, 0, phase.row, phase.column),
          shape.stride() * in.pitch(),
          shape.stride() * LANES,
          in.plane());
    }
  }
}

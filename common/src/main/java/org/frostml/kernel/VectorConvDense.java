package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorFold.WIDE;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;

import jdk.incubator.vector.FloatVector;

/**
 * Convolutions with all weights, forward and backward, straight from the maps, which are not
 * copied. Four channels by four vectors of pixels are summed in 16 registers, or by two vectors in
 * 8 where registers are few. At the end of an image, and of the channels, the last pixel or channel
 * stands in for those that are not there: it is written twice, with the same numbers.
 *
 * <p>Backward, what four channels want of W lies in pieces as far apart as W has columns: nothing
 * foresees the next, and all of them fall into a few sets of the caches. So a panel of W is packed,
 * four channels after four, and stays in the second-level cache while all pixels pass by.
 */
final class VectorConvDense {
  /** Pixels that are summed together. */
  private static final int PIXELS = WIDE ? 4 : 1;

  private static final int ROWS = ConvShape.PACKED;

  /** Floats of a packed panel, unless four channels alone have more. */
  private static final int PANEL = 1 << 15;

  private static final ThreadLocal<float[]> PACKED =
      ThreadLocal.withInitial(() -> new float[PANEL]);

  private final float[] t;

  /** The weights, those of the first channel at {@code wAt}. */
  private float[] w;

  private int wAt;

  /** Of the tap k of a channel: its distance in the maps, and its place in W. */
  private int[] offsets;

  private int[] places;

  /** From a channel to the next in W, and from four to the next four. */
  private int wRow;

  private int wGroup;

  /** From a channel to the next in the output. */
  private int plane;

  /** The vectors' places in the input and, of channel 0, in the output. */
  private final int[] in = new int[4];

  private final int[] out = new int[4];

  VectorConvDense(float[] t) {
    this.t = t;
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
    offsets = shape.offsets();
    places = shape.columnsInOrder();
    this.w = w;
    wRow = shape.columns();
    wGroup = ROWS * wRow;
    this.wAt = wAt + from * wRow;
    plane = out.plane();
    for (int tile = 0; tile < tiles; tile++) {
      image(
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
          bias,
          biasAt);
    }
  }

  /**
   * @param w W, row-major from {@code wAt}
   */
  void backwardData(
      int from, int to, ConvShape shape, float[] w, int wAt, int tiles, int dy, int dx) {
    wRow = shape.kernel() * shape.kernel();
    wGroup = ROWS * wRow * shape.out().channels();
    plane = shape.in().plane();
    int panel = Math.max(1, PANEL / wGroup) * ROWS;
    this.w = room(panel / ROWS * wGroup);
    this.wAt = 0;
    for (int first = from; first < to; first += panel) {
      int end = Math.min(to, first + panel);
      pack(first, end, shape, w, wAt);
      for (int tile = 0; tile < tiles; tile++) {
        backwardData(first, end, shape, tile, dy, dx);
      }
    }
  }

  private static float[] room(int floats) {
    if (PACKED.get().length < floats) {
      PACKED.set(new float[floats]);
    }
    return PACKED.get();
  }

  /** The weights of some input channels: by fours, output channel, channel, kernel's pixel. */
  private void pack(int from, int to, ConvShape shape, float[] rows, int at) {
    int packed = 0;
    for (int r = from; r < to; r += ROWS) {
      int size = Math.min(ROWS, to - r) * wRow;
      for (int o = 0; o < shape.out().channels(); o++) {
        System.arraycopy(rows, at + o * shape.columns() + r * wRow, w, packed, size);
        packed += ROWS * wRow;
      }
    }
  }

  /** All phases of a tile. */
  private void backwardData(int from, int to, ConvShape shape, int tile, int dy, int dx) {
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    for (ConvShape.Phase phase : shape.phases()) {
      offsets = phase.offsets;
      places = phase.packed;
      image(
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
          null,
          -1);
    }
  }

  /** Outputs height x width of a tile. */
  private void image(
      int from,
      int to,
      int height,
      int width,
      int x,
      int xRow,
      int xPixel,
      int y,
      int yRow,
      int yPixel,
      float[] bias,
      int biasAt) {
    int pixels = height * width;
    for (int q = 0; q < pixels; q += PIXELS) {
      for (int i = 0; i < 4; i++) {
        int pixel = Math.min(q + i * L / LANES, pixels - 1);
        int lane = i * L % LANES;
        in[i] = x + pixel / width * xRow + pixel % width * xPixel + lane;
        out[i] = y + pixel / width * yRow + pixel % width * yPixel + lane;
      }
      int weights = wAt;
      for (int r = from; r < to; r += ROWS) {
        if (WIDE) {
          four(r, to - 1, weights, bias, biasAt);
        } else {
          two(r, to - 1, weights, bias, biasAt);
        }
        weights += wGroup;
      }
    }
  }

  private static float bias(float[] bias, int biasAt, int r) {
    return biasAt < 0 ? 0 : bias[biasAt + r];
  }

  private void four(int r, int last, int w0, float[] bias, int biasAt) {
    int r1 = Math.min(r + 1, last);
    int r2 = Math.min(r + 2, last);
    int r3 = Math.min(r + 3, last);
    FloatVector a0 = FloatVector.broadcast(S, bias(bias, biasAt, r));
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = FloatVector.broadcast(S, bias(bias, biasAt, r1));
    FloatVector b1 = b0;
    FloatVector b2 = b0;
    FloatVector b3 = b0;
    FloatVector c0 = FloatVector.broadcast(S, bias(bias, biasAt, r2));
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    FloatVector d0 = FloatVector.broadcast(S, bias(bias, biasAt, r3));
    FloatVector d1 = d0;
    FloatVector d2 = d0;
    FloatVector d3 = d0;
    float[] t = this.t;
    float[] w = this.w;
    int[] offsets = this.offsets;
    int[] places = this.places;
    int in0 = in[0];
    int in1 = in[1];
    int in2 = in[2];
    int in3 = in[3];
    int w1 = w0 + (r1 - r) * wRow;
    int w2 = w0 + (r2 - r) * wRow;
    int w3 = w0 + (r3 - r) * wRow;
    for (int k = 0; k < offsets.length; k++) {
      int offset = offsets[k];
      int place = places[k];
      FloatVector x0 = FloatVector.fromArray(S, t, in0 + offset);
      FloatVector x1 = FloatVector.fromArray(S, t, in1 + offset);
      FloatVector x2 = FloatVector.fromArray(S, t, in2 + offset);
      FloatVector x3 = FloatVector.fromArray(S, t, in3 + offset);
      FloatVector v = FloatVector.broadcast(S, w[w0 + place]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      a2 = v.fma(x2, a2);
      a3 = v.fma(x3, a3);
      v = FloatVector.broadcast(S, w[w1 + place]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      b2 = v.fma(x2, b2);
      b3 = v.fma(x3, b3);
      v = FloatVector.broadcast(S, w[w2 + place]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      c2 = v.fma(x2, c2);
      c3 = v.fma(x3, c3);
      v = FloatVector.broadcast(S, w[w3 + place]);
      d0 = v.fma(x0, d0);
      d1 = v.fma(x1, d1);
      d2 = v.fma(x2, d2);
      d3 = v.fma(x3, d3);
    }
    int out0 = out[0];
    int out1 = out[1];
    int out2 = out[2];
    int out3 = out[3];
    a0.intoArray(t, out0 + r * plane);
    a1.intoArray(t, out1 + r * plane);
    a2.intoArray(t, out2 + r * plane);
    a3.intoArray(t, out3 + r * plane);
    b0.intoArray(t, out0 + r1 * plane);
    b1.intoArray(t, out1 + r1 * plane);
    b2.intoArray(t, out2 + r1 * plane);
    b3.intoArray(t, out3 + r1 * plane);
    c0.intoArray(t, out0 + r2 * plane);
    c1.intoArray(t, out1 + r2 * plane);
    c2.intoArray(t, out2 + r2 * plane);
    c3.intoArray(t, out3 + r2 * plane);
    d0.intoArray(t, out0 + r3 * plane);
    d1.intoArray(t, out1 + r3 * plane);
    d2.intoArray(t, out2 + r3 * plane);
    d3.intoArray(t, out3 + r3 * plane);
  }

  private void two(int r, int last, int w0, float[] bias, int biasAt) {
    int r1 = Math.min(r + 1, last);
    int r2 = Math.min(r + 2, last);
    int r3 = Math.min(r + 3, last);
    FloatVector a0 = FloatVector.broadcast(S, bias(bias, biasAt, r));
    FloatVector a1 = a0;
    FloatVector b0 = FloatVector.broadcast(S, bias(bias, biasAt, r1));
    FloatVector b1 = b0;
    FloatVector c0 = FloatVector.broadcast(S, bias(bias, biasAt, r2));
    FloatVector c1 = c0;
    FloatVector d0 = FloatVector.broadcast(S, bias(bias, biasAt, r3));
    FloatVector d1 = d0;
    float[] t = this.t;
    float[] w = this.w;
    int[] offsets = this.offsets;
    int[] places = this.places;
    int in0 = in[0];
    int w1 = w0 + (r1 - r) * wRow;
    int w2 = w0 + (r2 - r) * wRow;
    int w3 = w0 + (r3 - r) * wRow;
    for (int k = 0; k < offsets.length; k++) {
      int place = places[k];
      FloatVector x0 = FloatVector.fromArray(S, t, in0 + offsets[k]);
      FloatVector x1 = FloatVector.fromArray(S, t, in0 + offsets[k] + L);
      FloatVector v = FloatVector.broadcast(S, w[w0 + place]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      v = FloatVector.broadcast(S, w[w1 + place]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      v = FloatVector.broadcast(S, w[w2 + place]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      v = FloatVector.broadcast(S, w[w3 + place]);
      d0 = v.fma(x0, d0);
      d1 = v.fma(x1, d1);
    }
    int out0 = out[0];
    int out1 = out[1];
    a0.intoArray(t, out0 + r * plane);
    a1.intoArray(t, out1 + r * plane);
    b0.intoArray(t, out0 + r1 * plane);
    b1.intoArray(t, out1 + r1 * plane);
    c0.intoArray(t, out0 + r2 * plane);
    c1.intoArray(t, out1 + r2 * plane);
    d0.intoArray(t, out0 + r3 * plane);
    d1.intoArray(t, out1 + r3 * plane);
  }
}

package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorFold.WIDE;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;

import jdk.incubator.vector.FloatVector;

/**
 * Convolutions with all weights, forward and backward, straight from the maps: nothing is copied or
 * packed. Four channels by four vectors of pixels are summed in 16 registers, or by two vectors in
 * 8 where registers are few. At the end of an image, and of the channels, the last pixel or channel
 * stands in for those that are not there: it is written twice, with the same numbers.
 */
final class VectorConvDense {
  /** Pixels that are summed together. */
  private static final int PIXELS = WIDE ? 4 : 1;

  private static final int ROWS = 4;

  private final float[] t;
  private final float[] w;
  private final int wAt;

  /** Of the tap k of a channel: its distance in the maps, and its place in W. */
  private int[] offsets;

  private int[] places;

  /** From a channel to the next in W, and in the output. */
  private int wRow;

  private int plane;

  /** The vectors' places in the input and, of channel 0, in the output. */
  private final int[] in = new int[4];

  private final int[] out = new int[4];

  VectorConvDense(float[] t, float[] w, int wAt) {
    this.t = t;
    this.w = w;
    this.wAt = wAt;
  }

  void forward(
      int from, int to, ConvShape shape, float[] bias, int biasAt, int tiles, int x, int y) {
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    int stride = shape.stride();
    offsets = shape.offsets();
    places = shape.columnsInOrder();
    wRow = shape.columns();
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

  void backwardData(int from, int to, ConvShape shape, int tiles, int dy, int dx) {
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    int stride = shape.stride();
    wRow = shape.kernel() * shape.kernel();
    plane = in.plane();
    for (int tile = 0; tile < tiles; tile++) {
      for (ConvShape.Phase phase : shape.phases()) {
        offsets = phase.offsets;
        places = phase.weights;
        image(
            from,
            to,
            phase.height,
            phase.width,
            dy + out.pixel(tile, 0, 0, 0),
            out.pitch(),
            LANES,
            dx + in.pixel(tile, 0, phase.row, phase.column),
            stride * in.pitch(),
            stride * LANES,
            null,
            -1);
      }
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
      for (int r = from; r < to; r += ROWS) {
        if (WIDE) {
          four(r, to - 1, bias, biasAt);
        } else {
          two(r, to - 1, bias, biasAt);
        }
      }
    }
  }

  private static float bias(float[] bias, int biasAt, int r) {
    return biasAt < 0 ? 0 : bias[biasAt + r];
  }

  private void four(int r, int last, float[] bias, int biasAt) {
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
    int w0 = wAt + r * wRow;
    int w1 = wAt + r1 * wRow;
    int w2 = wAt + r2 * wRow;
    int w3 = wAt + r3 * wRow;
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
    store(r, a0, a1, a2, a3);
    store(r1, b0, b1, b2, b3);
    store(r2, c0, c1, c2, c3);
    store(r3, d0, d1, d2, d3);
  }

  private void store(int r, FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
    a.intoArray(t, out[0] + r * plane);
    b.intoArray(t, out[1] + r * plane);
    c.intoArray(t, out[2] + r * plane);
    d.intoArray(t, out[3] + r * plane);
  }

  private void two(int r, int last, float[] bias, int biasAt) {
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
    int w0 = wAt + r * wRow;
    int w1 = wAt + r1 * wRow;
    int w2 = wAt + r2 * wRow;
    int w3 = wAt + r3 * wRow;
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
    store(r, a0, a1);
    store(r1, b0, b1);
    store(r2, c0, c1);
    store(r3, d0, d1);
  }

  private void store(int r, FloatVector a, FloatVector b) {
    a.intoArray(t, out[0] + r * plane);
    b.intoArray(t, out[1] + r * plane);
  }
}

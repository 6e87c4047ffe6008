package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorFold.WIDE;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;

import jdk.incubator.vector.FloatVector;

/**
 * A panel of W, some channels by some of their taps, times all pixels of an image. Four channels by
 * four vectors are summed in 16 registers. Where there are but 16 registers, six channels by a
 * pixel's two vectors are summed in 12: in 8, of four channels, the core would wait for its sums.
 * At the end of an image, and of the channels, the last pixel or channel stands in for those that
 * are not there: it is written twice, with the same numbers.
 *
 * <p>The panel is packed: what is summed together of a tap lies together, so that no weight's place
 * has to be checked.
 */
final class VectorConvPanel {
  /** Pixels that are summed together. */
  private static final int PIXELS = WIDE ? 4 : 1;

  private final float[] t;

  /** The weights: by channels that are summed together, by taps, by these channels. */
  private final float[] w;

  private final ConvImage image;

  /** From a channel to the next in the output. */
  private final int plane;

  /** The channels of the panel. */
  private int from;

  private int to;

  /** The distance of every tap in the maps, and which of them the panel has. */
  private int[] offsets;

  private int first;
  private int count;

  /** Where sums begin, and from a channel to the next: in the output, or a vector for any pixel. */
  private float[] s;

  private int sRow;

  /** The vectors' places in the input and, of channel 0, in the output and where sums begin. */
  private final int[] in = new int[4];

  private final int[] out = new int[4];
  private final int[] start = new int[4];

  /**
   * @param w room for a packed panel, see {@link #room}
   */
  VectorConvPanel(float[] t, float[] w, ConvImage image) {
    this.t = t;
    this.w = w;
    this.image = image;
    plane = image.plane();
  }

  /** Floats of a packed panel, those that stand in for channels that are not there among them. */
  static int room(int channels, int taps) {
    return (channels + 5) * taps;
  }

  /**
   * Packs the channels from {@code from} on, before {@code to}, and {@code count} taps from {@code
   * first} on.
   *
   * @param offsets of all taps
   * @param places of all taps, in the weights from {@code at} on of channel 0
   * @param row from a channel to the next
   */
  void pack(
      int from,
      int to,
      int[] offsets,
      int first,
      int count,
      float[] weights,
      int at,
      int[] places,
      int row) {
    this.from = from;
    this.to = to;
    this.offsets = offsets;
    this.first = first;
    this.count = count;
    int place = 0;
    int rows;
    for (int r = from; r < to; r += rows) {
      rows = rows(to - r);
      for (int i = 0; i < rows; i++) {
        int channel = at + Math.min(r + i, to - 1) * row;
        for (int k = 0; k < count; k++) {
          w[place + i + k * rows] = weights[channel + places[first + k]];
        }
      }
      place += rows * count;
    }
  }

  /** Lets the sums of channel c begin with the vector at {@code c * row}. */
  void begin(float[] vectors, int row) {
    s = vectors;
    sRow = row;
  }

  /** Adds to what the output holds. */
  void add() {
    s = t;
    sRow = plane;
  }

  /**
   * Takes the channels that are packed to the image's outputs of a tile.
   *
   * @param input where the input's map begins, {@code output} the output's
   */
  void multiply(int input, int output, int tile) {
    int width = image.width();
    int pixels = image.height() * width;
    int x = input + image.x() + tile * image.xTile();
    int y = output + image.y() + tile * image.yTile();
    for (int q = 0; q < pixels; q += PIXELS) {
      for (int i = 0; i < 4; i++) {
        int pixel = Math.min(q + i * L / LANES, pixels - 1);
        int lane = i * L % LANES;
        in[i] = x + pixel / width * image.xRow() + pixel % width * image.xPixel() + lane;
        out[i] = y + pixel / width * image.yRow() + pixel % width * image.yPixel() + lane;
        start[i] = s == t ? out[i] : 0;
      }
      channels();
    }
  }

  private void channels() {
    int at = 0;
    int rows;
    for (int r = from; r < to; r += rows) {
      rows = rows(to - r);
      if (WIDE) {
        fourByFour(r, to - 1, at);
      } else if (rows == 6) {
        sixByTwo(r, to - 1, at);
      } else {
        fourByTwo(r, to - 1, at);
      }
      at += rows * count;
    }
  }

  /**
   * Channels that are summed together: six, or four where sixes would sum more that are not there.
   */
  private static int rows(int left) {
    return !WIDE && (left > 8 || left == 6 || left == 5) ? 6 : 4;
  }

  /** Four channels by four vectors. */
  private void fourByFour(int r, int last, int at) {
    int r1 = Math.min(r + 1, last);
    int r2 = Math.min(r + 2, last);
    int r3 = Math.min(r + 3, last);
    float[] s = this.s;
    int sRow = this.sRow;
    int s0 = start[0];
    int s1 = start[1];
    int s2 = start[2];
    int s3 = start[3];
    FloatVector a0 = FloatVector.fromArray(S, s, s0 + r * sRow);
    FloatVector a1 = FloatVector.fromArray(S, s, s1 + r * sRow);
    FloatVector a2 = FloatVector.fromArray(S, s, s2 + r * sRow);
    FloatVector a3 = FloatVector.fromArray(S, s, s3 + r * sRow);
    FloatVector b0 = FloatVector.fromArray(S, s, s0 + r1 * sRow);
    FloatVector b1 = FloatVector.fromArray(S, s, s1 + r1 * sRow);
    FloatVector b2 = FloatVector.fromArray(S, s, s2 + r1 * sRow);
    FloatVector b3 = FloatVector.fromArray(S, s, s3 + r1 * sRow);
    FloatVector c0 = FloatVector.fromArray(S, s, s0 + r2 * sRow);
    FloatVector c1 = FloatVector.fromArray(S, s, s1 + r2 * sRow);
    FloatVector c2 = FloatVector.fromArray(S, s, s2 + r2 * sRow);
    FloatVector c3 = FloatVector.fromArray(S, s, s3 + r2 * sRow);
    FloatVector d0 = FloatVector.fromArray(S, s, s0 + r3 * sRow);
    FloatVector d1 = FloatVector.fromArray(S, s, s1 + r3 * sRow);
    FloatVector d2 = FloatVector.fromArray(S, s, s2 + r3 * sRow);
    FloatVector d3 = FloatVector.fromArray(S, s, s3 + r3 * sRow);
    float[] t = this.t;
    float[] w = this.w;
    int[] offsets = this.offsets;
    int first = this.first;
    int count = this.count;
    int in0 = in[0];
    int in1 = in[1];
    int in2 = in[2];
    int in3 = in[3];
    for (int k = 0; k < count; k++) {
      int offset = offsets[first + k];
      FloatVector x0 = FloatVector.fromArray(S, t, in0 + offset);
      FloatVector x1 = FloatVector.fromArray(S, t, in1 + offset);
      FloatVector x2 = FloatVector.fromArray(S, t, in2 + offset);
      FloatVector x3 = FloatVector.fromArray(S, t, in3 + offset);
      int p = at + k * 4;
      FloatVector v = FloatVector.broadcast(S, w[p]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      a2 = v.fma(x2, a2);
      a3 = v.fma(x3, a3);
      v = FloatVector.broadcast(S, w[p + 1]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      b2 = v.fma(x2, b2);
      b3 = v.fma(x3, b3);
      v = FloatVector.broadcast(S, w[p + 2]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      c2 = v.fma(x2, c2);
      c3 = v.fma(x3, c3);
      v = FloatVector.broadcast(S, w[p + 3]);
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

  /** Six channels by the two vectors of a pixel. */
  private void sixByTwo(int r, int last, int at) {
    int r1 = Math.min(r + 1, last);
    int r2 = Math.min(r + 2, last);
    int r3 = Math.min(r + 3, last);
    int r4 = Math.min(r + 4, last);
    int r5 = Math.min(r + 5, last);
    float[] s = this.s;
    int sRow = this.sRow;
    int s0 = start[0];
    int s1 = start[1];
    FloatVector a0 = FloatVector.fromArray(S, s, s0 + r * sRow);
    FloatVector a1 = FloatVector.fromArray(S, s, s1 + r * sRow);
    FloatVector b0 = FloatVector.fromArray(S, s, s0 + r1 * sRow);
    FloatVector b1 = FloatVector.fromArray(S, s, s1 + r1 * sRow);
    FloatVector c0 = FloatVector.fromArray(S, s, s0 + r2 * sRow);
    FloatVector c1 = FloatVector.fromArray(S, s, s1 + r2 * sRow);
    FloatVector d0 = FloatVector.fromArray(S, s, s0 + r3 * sRow);
    FloatVector d1 = FloatVector.fromArray(S, s, s1 + r3 * sRow);
    FloatVector e0 = FloatVector.fromArray(S, s, s0 + r4 * sRow);
    FloatVector e1 = FloatVector.fromArray(S, s, s1 + r4 * sRow);
    FloatVector f0 = FloatVector.fromArray(S, s, s0 + r5 * sRow);
    FloatVector f1 = FloatVector.fromArray(S, s, s1 + r5 * sRow);
    float[] t = this.t;
    float[] w = this.w;
    int[] offsets = this.offsets;
    int first = this.first;
    int count = this.count;
    int in0 = in[0];
    for (int k = 0; k < count; k++) {
      int offset = offsets[first + k];
      FloatVector x0 = FloatVector.fromArray(S, t, in0 + offset);
      FloatVector x1 = FloatVector.fromArray(S, t, in0 + offset + L);
      int p = at + k * 6;
      FloatVector v = FloatVector.broadcast(S, w[p]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      v = FloatVector.broadcast(S, w[p + 1]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      v = FloatVector.broadcast(S, w[p + 2]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      v = FloatVector.broadcast(S, w[p + 3]);
      d0 = v.fma(x0, d0);
      d1 = v.fma(x1, d1);
      v = FloatVector.broadcast(S, w[p + 4]);
      e0 = v.fma(x0, e0);
      e1 = v.fma(x1, e1);
      v = FloatVector.broadcast(S, w[p + 5]);
      f0 = v.fma(x0, f0);
      f1 = v.fma(x1, f1);
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
    e0.intoArray(t, out0 + r4 * plane);
    e1.intoArray(t, out1 + r4 * plane);
    f0.intoArray(t, out0 + r5 * plane);
    f1.intoArray(t, out1 + r5 * plane);
  }

  /** Four channels by the two vectors of a pixel. */
  private void fourByTwo(int r, int last, int at) {
    int r1 = Math.min(r + 1, last);
    int r2 = Math.min(r + 2, last);
    int r3 = Math.min(r + 3, last);
    float[] s = this.s;
    int sRow = this.sRow;
    int s0 = start[0];
    int s1 = start[1];
    FloatVector a0 = FloatVector.fromArray(S, s, s0 + r * sRow);
    FloatVector a1 = FloatVector.fromArray(S, s, s1 + r * sRow);
    FloatVector b0 = FloatVector.fromArray(S, s, s0 + r1 * sRow);
    FloatVector b1 = FloatVector.fromArray(S, s, s1 + r1 * sRow);
    FloatVector c0 = FloatVector.fromArray(S, s, s0 + r2 * sRow);
    FloatVector c1 = FloatVector.fromArray(S, s, s1 + r2 * sRow);
    FloatVector d0 = FloatVector.fromArray(S, s, s0 + r3 * sRow);
    FloatVector d1 = FloatVector.fromArray(S, s, s1 + r3 * sRow);
    float[] t = this.t;
    float[] w = this.w;
    int[] offsets = this.offsets;
    int first = this.first;
    int count = this.count;
    int in0 = in[0];
    for (int k = 0; k < count; k++) {
      int offset = offsets[first + k];
      FloatVector x0 = FloatVector.fromArray(S, t, in0 + offset);
      FloatVector x1 = FloatVector.fromArray(S, t, in0 + offset + L);
      int p = at + k * 4;
      FloatVector v = FloatVector.broadcast(S, w[p]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      v = FloatVector.broadcast(S, w[p + 1]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      v = FloatVector.broadcast(S, w[p + 2]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      v = FloatVector.broadcast(S, w[p + 3]);
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

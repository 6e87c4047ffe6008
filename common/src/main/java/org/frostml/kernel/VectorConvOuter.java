package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorFold.WIDE;
import static org.frostml.kernel.VectorFold.slot;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;

import jdk.incubator.vector.FloatVector;

/**
 * The gradient of all weights of a convolution, straight from the maps: pixels and examples are one
 * long dot product, whose operands are both contiguous, and a column of W is a distance. Four
 * channels of dY by six columns are summed in 24 registers, or three by four in 12 where there are
 * but 16. What stands beyond the last channel or column is summed as if it were the last, and left.
 *
 * <p>A narrow register takes half of a pixel's examples: there the channels of dY are packed first,
 * pixel by pixel, so that they need but half of the first-level cache while all columns pass by.
 */
final class VectorConvOuter {
  private static final int CHANNELS = WIDE ? 4 : 3;
  private static final int COLUMNS = WIDE ? 6 : 4;

  /** Columns whose partial sums wait together; a multiple of 16. */
  private static final int CHUNK = 48;

  /** The partial sums of a channel's columns. */
  private static final int ROW = CHUNK * LANES;

  static final ThreadLocal<float[]> PACKED = ThreadLocal.withInitial(() -> new float[0]);

  private final float[] t;
  private final float[] s = VectorFold.room();

  /** The channels of dY, where they are packed. */
  private float[] packed;

  private final int[] xs;
  private final int[] ys;
  private final int[] in = new int[COLUMNS];
  private final int[] out = new int[CHANNELS];
  private int pixels;
  private int lane;
  private int sums;

  private VectorConvOuter(ConvShape shape, float[] t) {
    this.t = t;
    xs = shape.inputPixels();
    ys = shape.outputPixels();
  }

  static void weightGradient(
      int from, int to, ConvShape shape, int tiles, float[] t, int dy, int x, float[] g, int at) {
    VectorConvOuter outer = new VectorConvOuter(shape, t);
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    int group = ConvKernels.group(out);
    for (int tile = 0; tile < tiles; tile += group) {
      outer.pixels = Math.min(group, tiles - tile) * out.height() * out.width();
      int input = x + in.pixel(tile, 0, 0, 0);
      for (int r = from; r < to; r += CHANNELS) {
        for (int i = 0; i < CHANNELS; i++) {
          outer.out[i] = dy + out.pixel(tile, Math.min(r + i, to - 1), 0, 0);
        }
        if (!WIDE) {
          outer.pack();
        }
        int rows = Math.min(CHANNELS, to - r);
        for (int k = 0; k < shape.columns(); k += CHUNK) {
          outer.chunk(shape.offsets(), k, input);
          int columns = Math.min(CHUNK, shape.columns() - k);
          for (int i = 0; i < rows; i++) {
            int place = at + (r + i) * shape.columns() + k;
            VectorFold.fold(columns, outer.s, slot(i * CHUNK), g, place);
          }
        }
      }
    }
  }

  /** All pixels of the channels of dY: L lanes, then the others, of pixels and of channels. */
  private void pack() {
    packed = Scratch.floats(PACKED, LANES * CHANNELS * pixels);
    for (int from = 0; from < LANES; from += L) {
      for (int c = 0; c < CHANNELS; c++) {
        int y = out[c] + from;
        int place = from * CHANNELS * pixels + c * L;
        for (int q = 0; q < pixels; q++) {
          FloatVector.fromArray(S, t, y + ys[q]).intoArray(packed, place + q * CHANNELS * L);
        }
      }
    }
  }

  /** The partial sums of the columns from k on. */
  private void chunk(int[] offsets, int k, int input) {
    int end = Math.min(offsets.length, k + CHUNK);
    for (int c = k; c < end; c += COLUMNS) {
      for (lane = 0; lane < LANES; lane += L) {
        for (int j = 0; j < COLUMNS; j++) {
          in[j] = input + lane + offsets[Math.min(c + j, offsets.length - 1)];
        }
        sums = slot(c - k) + lane;
        if (WIDE) {
          fourBySix();
        } else {
          threeByFour();
        }
      }
    }
  }

  /** Four channels by six columns, all lanes. */
  private void fourBySix() {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    FloatVector b4 = a0;
    FloatVector b5 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector c2 = a0;
    FloatVector c3 = a0;
    FloatVector c4 = a0;
    FloatVector c5 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    FloatVector d2 = a0;
    FloatVector d3 = a0;
    FloatVector d4 = a0;
    FloatVector d5 = a0;
    float[] t = this.t;
    int[] xs = this.xs;
    int[] ys = this.ys;
    int pixels = this.pixels;
    int x0 = in[0];
    int x1 = in[1];
    int x2 = in[2];
    int x3 = in[3];
    int x4 = in[4];
    int x5 = in[5];
    int y0 = out[0] + lane;
    int y1 = out[1] + lane;
    int y2 = out[2] + lane;
    int y3 = out[3] + lane;
    for (int q = 0; q < pixels; q++) {
      int x = xs[q];
      int y = ys[q];
      FloatVector u0 = FloatVector.fromArray(S, t, y0 + y);
      FloatVector u1 = FloatVector.fromArray(S, t, y1 + y);
      FloatVector u2 = FloatVector.fromArray(S, t, y2 + y);
      FloatVector u3 = FloatVector.fromArray(S, t, y3 + y);
      FloatVector v = FloatVector.fromArray(S, t, x0 + x);
      a0 = v.fma(u0, a0);
      b0 = v.fma(u1, b0);
      c0 = v.fma(u2, c0);
      d0 = v.fma(u3, d0);
      v = FloatVector.fromArray(S, t, x1 + x);
      a1 = v.fma(u0, a1);
      b1 = v.fma(u1, b1);
      c1 = v.fma(u2, c1);
      d1 = v.fma(u3, d1);
      v = FloatVector.fromArray(S, t, x2 + x);
      a2 = v.fma(u0, a2);
      b2 = v.fma(u1, b2);
      c2 = v.fma(u2, c2);
      d2 = v.fma(u3, d2);
      v = FloatVector.fromArray(S, t, x3 + x);
      a3 = v.fma(u0, a3);
      b3 = v.fma(u1, b3);
      c3 = v.fma(u2, c3);
      d3 = v.fma(u3, d3);
      v = FloatVector.fromArray(S, t, x4 + x);
      a4 = v.fma(u0, a4);
      b4 = v.fma(u1, b4);
      c4 = v.fma(u2, c4);
      d4 = v.fma(u3, d4);
      v = FloatVector.fromArray(S, t, x5 + x);
      a5 = v.fma(u0, a5);
      b5 = v.fma(u1, b5);
      c5 = v.fma(u2, c5);
      d5 = v.fma(u3, d5);
    }
    a0.intoArray(s, sums);
    a1.intoArray(s, sums + LANES);
    a2.intoArray(s, sums + 2 * LANES);
    a3.intoArray(s, sums + 3 * LANES);
    a4.intoArray(s, sums + 4 * LANES);
    a5.intoArray(s, sums + 5 * LANES);
    b0.intoArray(s, sums + ROW);
    b1.intoArray(s, sums + ROW + LANES);
    b2.intoArray(s, sums + ROW + 2 * LANES);
    b3.intoArray(s, sums + ROW + 3 * LANES);
    b4.intoArray(s, sums + ROW + 4 * LANES);
    b5.intoArray(s, sums + ROW + 5 * LANES);
    c0.intoArray(s, sums + 2 * ROW);
    c1.intoArray(s, sums + 2 * ROW + LANES);
    c2.intoArray(s, sums + 2 * ROW + 2 * LANES);
    c3.intoArray(s, sums + 2 * ROW + 3 * LANES);
    c4.intoArray(s, sums + 2 * ROW + 4 * LANES);
    c5.intoArray(s, sums + 2 * ROW + 5 * LANES);
    d0.intoArray(s, sums + 3 * ROW);
    d1.intoArray(s, sums + 3 * ROW + LANES);
    d2.intoArray(s, sums + 3 * ROW + 2 * LANES);
    d3.intoArray(s, sums + 3 * ROW + 3 * LANES);
    d4.intoArray(s, sums + 3 * ROW + 4 * LANES);
    d5.intoArray(s, sums + 3 * ROW + 5 * LANES);
  }

  /** Three channels, packed, by four columns, L lanes. */
  private void threeByFour() {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector c2 = a0;
    FloatVector c3 = a0;
    float[] t = this.t;
    float[] d = packed;
    int[] xs = this.xs;
    int pixels = this.pixels;
    int first = lane * CHANNELS * pixels;
    int x0 = in[0];
    int x1 = in[1];
    int x2 = in[2];
    int x3 = in[3];
    for (int q = 0; q < pixels; q++) {
      int x = xs[q];
      int y = first + q * CHANNELS * L;
      FloatVector u0 = FloatVector.fromArray(S, d, y + 0 * L);
      FloatVector u1 = FloatVector.fromArray(S, d, y + 1 * L);
      FloatVector u2 = FloatVector.fromArray(S, d, y + 2 * L);
      FloatVector v = FloatVector.fromArray(S, t, x0 + x);
      a0 = v.fma(u0, a0);
      b0 = v.fma(u1, b0);
      c0 = v.fma(u2, c0);
      v = FloatVector.fromArray(S, t, x1 + x);
      a1 = v.fma(u0, a1);
      b1 = v.fma(u1, b1);
      c1 = v.fma(u2, c1);
      v = FloatVector.fromArray(S, t, x2 + x);
      a2 = v.fma(u0, a2);
      b2 = v.fma(u1, b2);
      c2 = v.fma(u2, c2);
      v = FloatVector.fromArray(S, t, x3 + x);
      a3 = v.fma(u0, a3);
      b3 = v.fma(u1, b3);
      c3 = v.fma(u2, c3);
    }
    a0.intoArray(s, sums + 0 * ROW + 0 * LANES);
    a1.intoArray(s, sums + 0 * ROW + 1 * LANES);
    a2.intoArray(s, sums + 0 * ROW + 2 * LANES);
    a3.intoArray(s, sums + 0 * ROW + 3 * LANES);
    b0.intoArray(s, sums + 1 * ROW + 0 * LANES);
    b1.intoArray(s, sums + 1 * ROW + 1 * LANES);
    b2.intoArray(s, sums + 1 * ROW + 2 * LANES);
    b3.intoArray(s, sums + 1 * ROW + 3 * LANES);
    c0.intoArray(s, sums + 2 * ROW + 0 * LANES);
    c1.intoArray(s, sums + 2 * ROW + 1 * LANES);
    c2.intoArray(s, sums + 2 * ROW + 2 * LANES);
    c3.intoArray(s, sums + 2 * ROW + 3 * LANES);
  }
}

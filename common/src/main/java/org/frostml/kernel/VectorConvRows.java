package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorFold.WIDE;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;

import jdk.incubator.vector.FloatVector;

/**
 * Image rows of the product with a sparse, shifted matrix: forward, and on the transpose backward.
 *
 * <p>Output-stationary, as {@link VectorKernels#spmm}: 8 vectors of pixels of one channel stay in
 * registers while the channel's non-zeros stream past. 8 vectors rather than a wider block, for the
 * second-level cache is the limit and more registers win nothing; pixels rather than examples, for
 * neighbours share most of what they read. What is left at the end of a row is done anew from the
 * pixels before it, which gives the same numbers; of maps too narrow for 8 vectors, two rows go
 * together.
 *
 * <p>On JDK 17 an accumulator that lives across two loops becomes an object, and past some 60 calls
 * of the Vector API a method is no longer inlined: hence many small methods. Pixels lie at constant
 * distances, because then one check of bounds serves several loads.
 */
final class VectorConvRows {
  /** Pixels of 8, 4 and 2 vectors. */
  static final int EIGHT = 8 * L / LANES;

  static final int FOUR = EIGHT / 2;
  static final int TWO = EIGHT / 4;

  /** Distances of the vectors 1, 2 and 3 of every other pixel. */
  static final int O1 = WIDE ? 2 * LANES : L;

  static final int O2 = WIDE ? 4 * LANES : 2 * LANES;
  static final int O3 = WIDE ? 6 * LANES : 2 * LANES + L;

  private final int from;
  private final int to;
  private final int[] begin;
  private final int[] end;
  private final int[] offsets;
  private final int first;
  private final float[] values;
  private final int biasAt;
  private final boolean adds;
  private final float[] t;
  private final int height;
  private final int width;
  private final int step;
  private final int xRow;
  private final int plane;
  private final int pixel;
  private final int yRow;
  private final boolean eights;
  private final boolean pairs;

  /**
   * Of outputs {@code height x width} for the channels {@code from} to {@code to - 1}.
   *
   * @param begin a channel's non-zeros are the positions {@code begin[r] <= p < end[r]} of {@code
   *     values}, with {@code offsets[p - first]}
   * @param adds whether to what stands in Y; then image rows are whole eights of pixels, or two
   *     are, next to each other
   * @param step from an output's pixel to the next, in X; {@code xRow} from an image row to the
   *     next
   * @param plane from an output's channel to the next; {@code pixel} and {@code yRow} as in X
   */
  VectorConvRows(
      int from,
      int to,
      int[] begin,
      int[] end,
      int[] offsets,
      int first,
      float[] values,
      int biasAt,
      boolean adds,
      float[] t,
      int height,
      int width,
      int step,
      int xRow,
      int plane,
      int pixel,
      int yRow) {
    this.from = from;
    this.to = to;
    this.begin = begin;
    this.end = end;
    this.offsets = offsets;
    this.first = first;
    this.values = values;
    this.biasAt = biasAt;
    this.adds = adds;
    this.t = t;
    this.height = height;
    this.width = width;
    this.step = step;
    this.xRow = xRow;
    this.plane = plane;
    this.pixel = pixel;
    this.yRow = yRow;
    assert !adds || step == LANES && pixel == LANES : step + ", " + pixel;
    eights = step <= 2 * LANES;
    pairs = height > 1 && width >= TWO && (width < FOUR || eights && width == FOUR);
  }

  int height() {
    return height;
  }

  /** Row h of the outputs of a tile, or two, whose pixels (0, 0) stand at x and y. */
  void row(int x, int y, int h) {
    if (!pairs) {
      single(x + h * xRow, y + h * yRow);
    } else if (h % 2 == 0) {
      int even = Math.min(h, height - 2);
      pair(x + even * xRow, y + even * yRow);
    }
  }

  private void single(int x, int y) {
    int w = 0;
    for (; eights && w + EIGHT <= width; w += EIGHT) {
      eight(x + w * step, FOUR * step, y + w * pixel, FOUR * pixel);
    }
    if (eights && width >= EIGHT && width - w > FOUR) {
      eight(x + (width - EIGHT) * step, FOUR * step, y + (width - EIGHT) * pixel, FOUR * pixel);
      return;
    }
    for (; width >= FOUR && w < width; w += FOUR) {
      int at = Math.min(w, width - FOUR);
      four(x + at * step, TWO * step, y + at * pixel, TWO * pixel);
    }
    for (; w < width; w++) {
      for (int i = 0; i < LANES; i += L) {
        one(x + w * step + i, y + w * pixel + i);
      }
    }
  }

  private void pair(int x, int y) {
    if (width == FOUR) {
      eight(x, xRow, y, yRow);
      return;
    }
    four(x, xRow, y, yRow);
    if (width > TWO) {
      four(x + (width - TWO) * step, xRow, y + (width - TWO) * pixel, yRow);
    }
  }

  private void eight(int x, int xSpan, int y, int ySpan) {
    if (adds) {
      eightOnto(x, xSpan, y, ySpan);
    } else if (step == LANES) {
      eightNext(x, xSpan, y, ySpan);
    } else {
      eightOther(x, xSpan, y, ySpan);
    }
  }

  /** Two groups of four vectors, of pixels next to each other. */
  private void eightNext(int x, int xSpan, int y, int ySpan) {
    int[] begin = this.begin;
    int[] end = this.end;
    int[] offsets = this.offsets;
    float[] values = this.values;
    float[] t = this.t;
    int first = this.first;
    int y1 = WIDE ? pixel : L;
    int y2 = WIDE ? 2 * pixel : pixel;
    int y3 = y1 + y2;
    for (int r = from; r < to; r++) {
      FloatVector a0 = FloatVector.broadcast(S, bias(r));
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      FloatVector a4 = a0;
      FloatVector a5 = a0;
      FloatVector a6 = a0;
      FloatVector a7 = a0;
      int last = end[r];
      for (int p = begin[r]; p < last; p++) {
        FloatVector v = FloatVector.broadcast(S, values[p]);
        int in = x + offsets[p - first];
        a0 = v.fma(FloatVector.fromArray(S, t, in), a0);
        a1 = v.fma(FloatVector.fromArray(S, t, in + L), a1);
        a2 = v.fma(FloatVector.fromArray(S, t, in + 2 * L), a2);
        a3 = v.fma(FloatVector.fromArray(S, t, in + 3 * L), a3);
        in += xSpan;
        a4 = v.fma(FloatVector.fromArray(S, t, in), a4);
        a5 = v.fma(FloatVector.fromArray(S, t, in + L), a5);
        a6 = v.fma(FloatVector.fromArray(S, t, in + 2 * L), a6);
        a7 = v.fma(FloatVector.fromArray(S, t, in + 3 * L), a7);
      }
      int out = y + r * plane;
      a0.intoArray(t, out);
      a1.intoArray(t, out + y1);
      a2.intoArray(t, out + y2);
      a3.intoArray(t, out + y3);
      out += ySpan;
      a4.intoArray(t, out);
      a5.intoArray(t, out + y1);
      a6.intoArray(t, out + y2);
      a7.intoArray(t, out + y3);
    }
  }

  /** The same, added to what stands in Y. */
  private void eightOnto(int x, int xSpan, int y, int ySpan) {
    int[] begin = this.begin;
    int[] end = this.end;
    int[] offsets = this.offsets;
    float[] values = this.values;
    float[] t = this.t;
    int first = this.first;
    for (int r = from; r < to; r++) {
      int out = y + r * plane;
      int low = out + ySpan;
      FloatVector a0 = FloatVector.fromArray(S, t, out);
      FloatVector a1 = FloatVector.fromArray(S, t, out + L);
      FloatVector a2 = FloatVector.fromArray(S, t, out + 2 * L);
      FloatVector a3 = FloatVector.fromArray(S, t, out + 3 * L);
      FloatVector a4 = FloatVector.fromArray(S, t, low);
      FloatVector a5 = FloatVector.fromArray(S, t, low + L);
      FloatVector a6 = FloatVector.fromArray(S, t, low + 2 * L);
      FloatVector a7 = FloatVector.fromArray(S, t, low + 3 * L);
      int last = end[r];
      for (int p = begin[r]; p < last; p++) {
        FloatVector v = FloatVector.broadcast(S, values[p]);
        int in = x + offsets[p - first];
        a0 = v.fma(FloatVector.fromArray(S, t, in), a0);
        a1 = v.fma(FloatVector.fromArray(S, t, in + L), a1);
        a2 = v.fma(FloatVector.fromArray(S, t, in + 2 * L), a2);
        a3 = v.fma(FloatVector.fromArray(S, t, in + 3 * L), a3);
        in += xSpan;
        a4 = v.fma(FloatVector.fromArray(S, t, in), a4);
        a5 = v.fma(FloatVector.fromArray(S, t, in + L), a5);
        a6 = v.fma(FloatVector.fromArray(S, t, in + 2 * L), a6);
        a7 = v.fma(FloatVector.fromArray(S, t, in + 3 * L), a7);
      }
      a0.intoArray(t, out);
      a1.intoArray(t, out + L);
      a2.intoArray(t, out + 2 * L);
      a3.intoArray(t, out + 3 * L);
      a4.intoArray(t, low);
      a5.intoArray(t, low + L);
      a6.intoArray(t, low + 2 * L);
      a7.intoArray(t, low + 3 * L);
    }
  }

  /** Two groups of four vectors, of every other pixel. */
  private void eightOther(int x, int xSpan, int y, int ySpan) {
    int[] begin = this.begin;
    int[] end = this.end;
    int[] offsets = this.offsets;
    float[] values = this.values;
    float[] t = this.t;
    int first = this.first;
    int y1 = WIDE ? pixel : L;
    int y2 = WIDE ? 2 * pixel : pixel;
    int y3 = y1 + y2;
    for (int r = from; r < to; r++) {
      FloatVector a0 = FloatVector.broadcast(S, bias(r));
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      FloatVector a4 = a0;
      FloatVector a5 = a0;
      FloatVector a6 = a0;
      FloatVector a7 = a0;
      int last = end[r];
      for (int p = begin[r]; p < last; p++) {
        FloatVector v = FloatVector.broadcast(S, values[p]);
        int in = x + offsets[p - first];
        a0 = v.fma(FloatVector.fromArray(S, t, in), a0);
        a1 = v.fma(FloatVector.fromArray(S, t, in + O1), a1);
        a2 = v.fma(FloatVector.fromArray(S, t, in + O2), a2);
        a3 = v.fma(FloatVector.fromArray(S, t, in + O3), a3);
        in += xSpan;
        a4 = v.fma(FloatVector.fromArray(S, t, in), a4);
        a5 = v.fma(FloatVector.fromArray(S, t, in + O1), a5);
        a6 = v.fma(FloatVector.fromArray(S, t, in + O2), a6);
        a7 = v.fma(FloatVector.fromArray(S, t, in + O3), a7);
      }
      int out = y + r * plane;
      a0.intoArray(t, out);
      a1.intoArray(t, out + y1);
      a2.intoArray(t, out + y2);
      a3.intoArray(t, out + y3);
      out += ySpan;
      a4.intoArray(t, out);
      a5.intoArray(t, out + y1);
      a6.intoArray(t, out + y2);
      a7.intoArray(t, out + y3);
    }
  }

  /** Two groups of two vectors, of pixels at any distance. */
  private void four(int x, int xSpan, int y, int ySpan) {
    int[] begin = this.begin;
    int[] end = this.end;
    int[] offsets = this.offsets;
    float[] values = this.values;
    float[] t = this.t;
    int first = this.first;
    int xNext = WIDE ? step : L;
    int yNext = WIDE ? pixel : L;
    for (int r = from; r < to; r++) {
      FloatVector a0 = FloatVector.broadcast(S, bias(r));
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      int last = end[r];
      for (int p = begin[r]; p < last; p++) {
        FloatVector v = FloatVector.broadcast(S, values[p]);
        int in = x + offsets[p - first];
        a0 = v.fma(FloatVector.fromArray(S, t, in), a0);
        a1 = v.fma(FloatVector.fromArray(S, t, in + xNext), a1);
        a2 = v.fma(FloatVector.fromArray(S, t, in + xSpan), a2);
        a3 = v.fma(FloatVector.fromArray(S, t, in + xSpan + xNext), a3);
      }
      int out = y + r * plane;
      a0.intoArray(t, out);
      a1.intoArray(t, out + yNext);
      a2.intoArray(t, out + ySpan);
      a3.intoArray(t, out + ySpan + yNext);
    }
  }

  private void one(int x, int y) {
    for (int r = from; r < to; r++) {
      FloatVector a = FloatVector.broadcast(S, bias(r));
      for (int p = begin[r]; p < end[r]; p++) {
        FloatVector v = FloatVector.broadcast(S, values[p]);
        a = v.fma(FloatVector.fromArray(S, t, x + offsets[p - first]), a);
      }
      a.intoArray(t, y + r * plane);
    }
  }

  private float bias(int r) {
    return biasAt < 0 ? 0 : values[biasAt + r];
  }
}

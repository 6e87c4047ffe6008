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

  private final ConvRows of;
  private final float[] t;
  private final boolean eights;
  private final boolean pairs;

  VectorConvRows(ConvRows of, float[] t) {
    this.of = of;
    this.t = t;
    eights = of.step() <= 2 * LANES;
    pairs =
        of.height() > 1 && of.width() >= TWO && (of.width() < FOUR || eights && of.width() == FOUR);
  }

  int height() {
    return of.height();
  }

  /** Row h of the outputs of a tile, or two, whose pixels (0, 0) stand at x and y. */
  void row(int x, int y, int h) {
    if (!pairs) {
      single(x + h * of.xRow(), y + h * of.yRow());
    } else if (h % 2 == 0) {
      int even = Math.min(h, of.height() - 2);
      pair(x + even * of.xRow(), y + even * of.yRow());
    }
  }

  private void single(int x, int y) {
    int w = 0;
    for (; eights && w + EIGHT <= of.width(); w += EIGHT) {
      eight(x + w * of.step(), FOUR * of.step(), y + w * of.pixel(), FOUR * of.pixel());
    }
    if (eights && of.width() >= EIGHT && of.width() - w > FOUR) {
      eight(
          x + (of.width() - EIGHT) * of.step(),
          FOUR * of.step(),
          y + (of.width() - EIGHT) * of.pixel(),
          FOUR * of.pixel());
      return;
    }
    for (; of.width() >= FOUR && w < of.width(); w += FOUR) {
      int at = Math.min(w, of.width() - FOUR);
      four(x + at * of.step(), TWO * of.step(), y + at * of.pixel(), TWO * of.pixel());
    }
    for (; w < of.width(); w++) {
      for (int i = 0; i < LANES; i += L) {
        one(x + w * of.step() + i, y + w * of.pixel() + i);
      }
    }
  }

  private void pair(int x, int y) {
    if (of.width() == FOUR) {
      eight(x, of.xRow(), y, of.yRow());
      return;
    }
    four(x, of.xRow(), y, of.yRow());
    if (of.width() > TWO) {
      four(
          x + (of.width() - TWO) * of.step(),
          of.xRow(),
          y + (of.width() - TWO) * of.pixel(),
          of.yRow());
    }
  }

  private void eight(int x, int xSpan, int y, int ySpan) {
    if (of.adds()) {
      eightOnto(x, xSpan, y, ySpan);
    } else if (of.step() == LANES) {
      eightNext(x, xSpan, y, ySpan);
    } else {
      eightOther(x, xSpan, y, ySpan);
    }
  }

  /** Two groups of four vectors, of pixels next to each other. */
  private void eightNext(int x, int xSpan, int y, int ySpan) {
    int[] begin = of.begin();
    int[] end = of.end();
    int[] offsets = of.offsets();
    float[] values = of.values();
    float[] t = this.t;
    int first = of.first();
    int y1 = WIDE ? of.pixel() : L;
    int y2 = WIDE ? 2 * of.pixel() : of.pixel();
    int y3 = y1 + y2;
    for (int r = of.from(); r < of.to(); r++) {
      FloatVector a0 = FloatVector.broadcast(S, of.bias(r));
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
      int out = y + r * of.plane();
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
    int[] begin = of.begin();
    int[] end = of.end();
    int[] offsets = of.offsets();
    float[] values = of.values();
    float[] t = this.t;
    int first = of.first();
    for (int r = of.from(); r < of.to(); r++) {
      int out = y + r * of.plane();
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
    int[] begin = of.begin();
    int[] end = of.end();
    int[] offsets = of.offsets();
    float[] values = of.values();
    float[] t = this.t;
    int first = of.first();
    int y1 = WIDE ? of.pixel() : L;
    int y2 = WIDE ? 2 * of.pixel() : of.pixel();
    int y3 = y1 + y2;
    for (int r = of.from(); r < of.to(); r++) {
      FloatVector a0 = FloatVector.broadcast(S, of.bias(r));
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
      int out = y + r * of.plane();
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
    int[] begin = of.begin();
    int[] end = of.end();
    int[] offsets = of.offsets();
    float[] values = of.values();
    float[] t = this.t;
    int first = of.first();
    int xNext = WIDE ? of.step() : L;
    int yNext = WIDE ? of.pixel() : L;
    for (int r = of.from(); r < of.to(); r++) {
      FloatVector a0 = FloatVector.broadcast(S, of.bias(r));
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
      int out = y + r * of.plane();
      a0.intoArray(t, out);
      a1.intoArray(t, out + yNext);
      a2.intoArray(t, out + ySpan);
      a3.intoArray(t, out + ySpan + yNext);
    }
  }

  private void one(int x, int y) {
    int[] begin = of.begin();
    int[] end = of.end();
    int[] offsets = of.offsets();
    float[] values = of.values();
    int first = of.first();
    for (int r = of.from(); r < of.to(); r++) {
      FloatVector a = FloatVector.broadcast(S, of.bias(r));
      for (int p = begin[r]; p < end[r]; p++) {
        FloatVector v = FloatVector.broadcast(S, values[p]);
        a = v.fma(FloatVector.fromArray(S, t, x + offsets[p - first]), a);
      }
      a.intoArray(t, y + r * of.plane());
    }
  }
}

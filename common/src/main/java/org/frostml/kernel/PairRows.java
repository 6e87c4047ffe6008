package org.frostml.kernel;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.Rounded.HALF;
import static org.frostml.kernel.Rounded.UPPER;
import static org.frostml.kernel.VectorConvRows.FOUR;
import static org.frostml.kernel.VectorConvRows.TWO;
import static org.frostml.kernel.VectorFold.WIDE;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;
import static org.frostml.kernel.VectorKernels.WORDS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * What {@link VectorConvRows} does, on {@link Pairs}: 4 vectors of words give 8 of the output, and
 * stay in registers while a channel's non-zeros stream past.
 */
final class PairRows {
  private final ConvRows of;
  private final int[] u;
  private final float[] t;

  /**
   * @param u what holds the words that are X
   */
  PairRows(ConvRows of, int[] u, float[] t) {
    this.of = of;
    this.u = u;
    this.t = t;
  }

  /** Image rows that go together. */
  int band() {
    return of.height() > 1 && of.width() >= TWO && of.width() < FOUR ? 2 : 1;
  }

  /**
   * Outputs of an image row, or of a band of them.
   *
   * @param x place of the row's first pixel among the words; {@code y} that of the output in the
   *     first of two tiles, {@code lift} from there to the other
   */
  void row(int x, int y, int lift) {
    if (band() == 2) {
      four(x, of.xRow(), y, of.yRow(), lift);
      if (of.width() > TWO) {
        four(
            x + (of.width() - TWO) * of.step(),
            of.xRow(),
            y + (of.width() - TWO) * of.pixel(),
            of.yRow(),
            lift);
      }
      return;
    }
    for (int w = 0; of.width() >= FOUR && w < of.width(); w += FOUR) {
      // What is left at the end is done anew from the pixels before it.
      int at = Math.min(w, of.width() - FOUR);
      if (of.step() == LANES) {
        fourNext(x + at * of.step(), y + at * of.pixel(), lift);
      } else {
        four(x + at * of.step(), TWO * of.step(), y + at * of.pixel(), TWO * of.pixel(), lift);
      }
    }
    for (int w = 0; of.width() < FOUR && w < of.width(); w += TWO) {
      if (w + TWO <= of.width()) {
        two(x + w * of.step(), y + w * of.pixel(), lift);
      } else {
        one(x + w * of.step(), y + w * of.pixel(), lift);
      }
    }
  }

  /** Four vectors of pixels next to each other. */
  private void fourNext(int x, int y, int lift) {
    int[] begin = of.begin();
    int[] end = of.end();
    int[] offsets = of.offsets();
    float[] values = of.values();
    int[] u = this.u;
    float[] t = this.t;
    int first = of.first();
    int y1 = WIDE ? of.pixel() : L;
    int y2 = WIDE ? 2 * of.pixel() : of.pixel();
    int y3 = y1 + y2;
    for (int r = of.from(); r < of.to(); r++) {
      IntVector upper = IntVector.broadcast(WORDS, UPPER);
      int o = y + r * of.plane();
      int q = o + lift;
      FloatVector l0;
      FloatVector l1;
      FloatVector l2;
      FloatVector l3;
      FloatVector h0;
      FloatVector h1;
      FloatVector h2;
      FloatVector h3;
      if (of.adds()) {
        l0 = FloatVector.fromArray(S, t, o);
        l1 = FloatVector.fromArray(S, t, o + y1);
        l2 = FloatVector.fromArray(S, t, o + y2);
        l3 = FloatVector.fromArray(S, t, o + y3);
        h0 = FloatVector.fromArray(S, t, q);
        h1 = FloatVector.fromArray(S, t, q + y1);
        h2 = FloatVector.fromArray(S, t, q + y2);
        h3 = FloatVector.fromArray(S, t, q + y3);
      } else {
        l0 = FloatVector.broadcast(S, of.bias(r));
        l1 = l0;
        l2 = l0;
        l3 = l0;
        h0 = l0;
        h1 = l0;
        h2 = l0;
        h3 = l0;
      }
      int last = end[r];
      for (int p = begin[r]; p < last; p++) {
        FloatVector v = FloatVector.broadcast(S, values[p]);
        int in = x + offsets[p - first];
        IntVector a = IntVector.fromArray(WORDS, u, in);
        l0 = v.fma(a.lanewise(LSHL, HALF).reinterpretAsFloats(), l0);
        h0 = v.fma(a.and(upper).reinterpretAsFloats(), h0);
        a = IntVector.fromArray(WORDS, u, in + L);
        l1 = v.fma(a.lanewise(LSHL, HALF).reinterpretAsFloats(), l1);
        h1 = v.fma(a.and(upper).reinterpretAsFloats(), h1);
        a = IntVector.fromArray(WORDS, u, in + 2 * L);
        l2 = v.fma(a.lanewise(LSHL, HALF).reinterpretAsFloats(), l2);
        h2 = v.fma(a.and(upper).reinterpretAsFloats(), h2);
        a = IntVector.fromArray(WORDS, u, in + 3 * L);
        l3 = v.fma(a.lanewise(LSHL, HALF).reinterpretAsFloats(), l3);
        h3 = v.fma(a.and(upper).reinterpretAsFloats(), h3);
      }
      l0.intoArray(t, o);
      l1.intoArray(t, o + y1);
      l2.intoArray(t, o + y2);
      l3.intoArray(t, o + y3);
      h0.intoArray(t, q);
      h1.intoArray(t, q + y1);
      h2.intoArray(t, q + y2);
      h3.intoArray(t, q + y3);
    }
  }

  /** Two groups of two vectors, of pixels at any distance. */
  private void four(int x, int xSpan, int y, int ySpan, int lift) {
    assert !of.adds();
    int[] begin = of.begin();
    int[] end = of.end();
    int[] offsets = of.offsets();
    float[] values = of.values();
    int[] u = this.u;
    float[] t = this.t;
    int first = of.first();
    int xNext = WIDE ? of.step() : L;
    int yNext = WIDE ? of.pixel() : L;
    for (int r = of.from(); r < of.to(); r++) {
      IntVector upper = IntVector.broadcast(WORDS, UPPER);
      FloatVector l0 = FloatVector.broadcast(S, of.bias(r));
      FloatVector l1 = l0;
      FloatVector l2 = l0;
      FloatVector l3 = l0;
      FloatVector h0 = l0;
      FloatVector h1 = l0;
      FloatVector h2 = l0;
      FloatVector h3 = l0;
      int last = end[r];
      for (int p = begin[r]; p < last; p++) {
        FloatVector v = FloatVector.broadcast(S, values[p]);
        int in = x + offsets[p - first];
        IntVector a = IntVector.fromArray(WORDS, u, in);
        l0 = v.fma(a.lanewise(LSHL, HALF).reinterpretAsFloats(), l0);
        h0 = v.fma(a.and(upper).reinterpretAsFloats(), h0);
        a = IntVector.fromArray(WORDS, u, in + xNext);
        l1 = v.fma(a.lanewise(LSHL, HALF).reinterpretAsFloats(), l1);
        h1 = v.fma(a.and(upper).reinterpretAsFloats(), h1);
        in += xSpan;
        a = IntVector.fromArray(WORDS, u, in);
        l2 = v.fma(a.lanewise(LSHL, HALF).reinterpretAsFloats(), l2);
        h2 = v.fma(a.and(upper).reinterpretAsFloats(), h2);
        a = IntVector.fromArray(WORDS, u, in + xNext);
        l3 = v.fma(a.lanewise(LSHL, HALF).reinterpretAsFloats(), l3);
        h3 = v.fma(a.and(upper).reinterpretAsFloats(), h3);
      }
      int o = y + r * of.plane();
      l0.intoArray(t, o);
      l1.intoArray(t, o + yNext);
      l2.intoArray(t, o + ySpan);
      l3.intoArray(t, o + ySpan + yNext);
      int q = o + lift;
      h0.intoArray(t, q);
      h1.intoArray(t, q + yNext);
      h2.intoArray(t, q + ySpan);
      h3.intoArray(t, q + ySpan + yNext);
    }
  }

  /** Two vectors: of a pixel where registers are short. */
  private void two(int x, int y, int lift) {
    int[] begin = of.begin();
    int[] end = of.end();
    int[] offsets = of.offsets();
    float[] values = of.values();
    int first = of.first();
    int xNext = WIDE ? of.step() : L;
    int yNext = WIDE ? of.pixel() : L;
    for (int r = of.from(); r < of.to(); r++) {
      IntVector upper = IntVector.broadcast(WORDS, UPPER);
      FloatVector l0 = FloatVector.broadcast(S, of.bias(r));
      FloatVector l1 = l0;
      FloatVector h0 = l0;
      FloatVector h1 = l0;
      int last = end[r];
      for (int p = begin[r]; p < last; p++) {
        FloatVector v = FloatVector.broadcast(S, values[p]);
        int in = x + offsets[p - first];
        IntVector a = IntVector.fromArray(WORDS, u, in);
        l0 = v.fma(a.lanewise(LSHL, HALF).reinterpretAsFloats(), l0);
        h0 = v.fma(a.and(upper).reinterpretAsFloats(), h0);
        a = IntVector.fromArray(WORDS, u, in + xNext);
        l1 = v.fma(a.lanewise(LSHL, HALF).reinterpretAsFloats(), l1);
        h1 = v.fma(a.and(upper).reinterpretAsFloats(), h1);
      }
      int o = y + r * of.plane();
      l0.intoArray(t, o);
      l1.intoArray(t, o + yNext);
      h0.intoArray(t, o + lift);
      h1.intoArray(t, o + lift + yNext);
    }
  }

  /** A pixel of one vector. */
  private void one(int x, int y, int lift) {
    int[] begin = of.begin();
    int[] end = of.end();
    int[] offsets = of.offsets();
    float[] values = of.values();
    int first = of.first();
    for (int r = of.from(); r < of.to(); r++) {
      IntVector upper = IntVector.broadcast(WORDS, UPPER);
      FloatVector l = FloatVector.broadcast(S, of.bias(r));
      FloatVector h = l;
      for (int p = begin[r]; p < end[r]; p++) {
        FloatVector v = FloatVector.broadcast(S, values[p]);
        IntVector a = IntVector.fromArray(WORDS, u, x + offsets[p - first]);
        l = v.fma(a.lanewise(LSHL, HALF).reinterpretAsFloats(), l);
        h = v.fma(a.and(upper).reinterpretAsFloats(), h);
      }
      l.intoArray(t, y + r * of.plane());
      h.intoArray(t, y + r * of.plane() + lift);
    }
  }
}

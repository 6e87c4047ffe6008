package org.frostml.kernel;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.Rounded.HALF;
import static org.frostml.kernel.Rounded.UPPER;
import static org.frostml.kernel.VectorConvRows.FOUR;
import static org.frostml.kernel.VectorConvRows.TWO;
import static org.frostml.kernel.VectorFold.WIDE;
import static org.frostml.kernel.VectorFold.slot;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;
import static org.frostml.kernel.VectorKernels.WORDS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * What {@link VectorConvDots} does, on {@link Pairs} of X: 8 vectors of dY, four of either tile,
 * stay in registers while a channel's non-zeros stream past.
 */
final class PairDots implements DotSums.Products {
  private final DotSums sums;
  private final int[] offsets;
  private final int first;
  private final int[] u;
  private final float[] t;
  private final int width;
  private final int step;
  private final int xRow;
  private final int plane;
  private final int yRow;
  private int lift;

  /**
   * Of image rows of {@code width} pixels.
   *
   * @param offsets of the positions from {@code first} on
   * @param step from a pixel of dY to the next, in X; {@code xRow} from an image row to the next
   * @param plane from a channel of dY to the next; {@code yRow} from an image row to the next
   */
  PairDots(
      DotSums sums,
      int[] offsets,
      int first,
      int[] u,
      float[] t,
      int width,
      int step,
      int xRow,
      int plane,
      int yRow) {
    this.sums = sums;
    this.offsets = offsets;
    this.first = first;
    this.u = u;
    this.t = t;
    this.width = width;
    this.step = step;
    this.xRow = xRow;
    this.plane = plane;
    this.yRow = yRow;
  }

  /**
   * Goes to other tiles.
   *
   * @param lift from dY in the first to dY in the second
   */
  void enter(int lift) {
    this.lift = lift;
  }

  @Override
  public void rows(int x, int dy, int h, int rows) {
    int end = h + rows;
    for (; width == TWO && h + 2 <= end; h += 2) {
      four(x + h * xRow, xRow, dy + h * yRow, yRow);
    }
    for (; h < end; h++) {
      single(x + h * xRow, dy + h * yRow);
    }
  }

  private void single(int x, int dy) {
    int w = 0;
    for (; w + FOUR <= width; w += FOUR) {
      if (step == LANES) {
        fourNext(x + w * step, dy + w * LANES);
      } else {
        four(x + w * step, TWO * step, dy + w * LANES, TWO * LANES);
      }
    }
    for (; w < width; w++) {
      for (int i = 0; i < LANES; i += L) {
        one(x + w * step + i, dy + w * LANES + i, i);
      }
    }
  }

  private void fourNext(int x, int dy) {
    if (WIDE) {
      wideNext(x, dy);
    } else {
      narrow(x, 2 * L, dy, 2 * L);
    }
  }

  private void four(int x, int xSpan, int dy, int dySpan) {
    if (WIDE) {
      wide(x, xSpan, dy, dySpan);
    } else {
      narrow(x, xSpan, dy, dySpan);
    }
  }

  /** Four pixels next to each other: one check of bounds serves all loads. */
  private void wideNext(int x, int dy) {
    int[] offsets = this.offsets;
    int[] u = this.u;
    float[] t = this.t;
    float[] s = sums.array();
    int first = this.first;
    int sum = slot(0);
    int endRow = sums.endRow();
    for (int r = sums.firstRow(); r < endRow; r++) {
      IntVector upper = IntVector.broadcast(WORDS, UPPER);
      int at = dy + r * plane;
      FloatVector l0 = FloatVector.fromArray(S, t, at);
      FloatVector l1 = FloatVector.fromArray(S, t, at + L);
      FloatVector l2 = FloatVector.fromArray(S, t, at + 2 * L);
      FloatVector l3 = FloatVector.fromArray(S, t, at + 3 * L);
      at += lift;
      FloatVector h0 = FloatVector.fromArray(S, t, at);
      FloatVector h1 = FloatVector.fromArray(S, t, at + L);
      FloatVector h2 = FloatVector.fromArray(S, t, at + 2 * L);
      FloatVector h3 = FloatVector.fromArray(S, t, at + 3 * L);
      int last = sums.last(r);
      for (int p = sums.first(r); p < last; p++, sum += LANES) {
        int in = x + offsets[p - first];
        IntVector w = IntVector.fromArray(WORDS, u, in);
        FloatVector a =
            l0.fma(w.lanewise(LSHL, HALF).reinterpretAsFloats(), FloatVector.fromArray(S, s, sum));
        a = h0.fma(w.and(upper).reinterpretAsFloats(), a);
        w = IntVector.fromArray(WORDS, u, in + L);
        a = l1.fma(w.lanewise(LSHL, HALF).reinterpretAsFloats(), a);
        a = h1.fma(w.and(upper).reinterpretAsFloats(), a);
        w = IntVector.fromArray(WORDS, u, in + 2 * L);
        a = l2.fma(w.lanewise(LSHL, HALF).reinterpretAsFloats(), a);
        a = h2.fma(w.and(upper).reinterpretAsFloats(), a);
        w = IntVector.fromArray(WORDS, u, in + 3 * L);
        a = l3.fma(w.lanewise(LSHL, HALF).reinterpretAsFloats(), a);
        a = h3.fma(w.and(upper).reinterpretAsFloats(), a);
        a.intoArray(s, sum);
      }
    }
  }

  /** Two groups of two pixels, at any distance. */
  private void wide(int x, int xSpan, int dy, int dySpan) {
    int[] offsets = this.offsets;
    int[] u = this.u;
    float[] t = this.t;
    float[] s = sums.array();
    int first = this.first;
    int sum = slot(0);
    int endRow = sums.endRow();
    int step = this.step;
    for (int r = sums.firstRow(); r < endRow; r++) {
      IntVector upper = IntVector.broadcast(WORDS, UPPER);
      int at = dy + r * plane;
      FloatVector l0 = FloatVector.fromArray(S, t, at);
      FloatVector l1 = FloatVector.fromArray(S, t, at + L);
      FloatVector l2 = FloatVector.fromArray(S, t, at + dySpan);
      FloatVector l3 = FloatVector.fromArray(S, t, at + dySpan + L);
      at += lift;
      FloatVector h0 = FloatVector.fromArray(S, t, at);
      FloatVector h1 = FloatVector.fromArray(S, t, at + L);
      FloatVector h2 = FloatVector.fromArray(S, t, at + dySpan);
      FloatVector h3 = FloatVector.fromArray(S, t, at + dySpan + L);
      int last = sums.last(r);
      for (int p = sums.first(r); p < last; p++, sum += LANES) {
        int in = x + offsets[p - first];
        IntVector w = IntVector.fromArray(WORDS, u, in);
        FloatVector a =
            l0.fma(w.lanewise(LSHL, HALF).reinterpretAsFloats(), FloatVector.fromArray(S, s, sum));
        a = h0.fma(w.and(upper).reinterpretAsFloats(), a);
        w = IntVector.fromArray(WORDS, u, in + step);
        a = l1.fma(w.lanewise(LSHL, HALF).reinterpretAsFloats(), a);
        a = h1.fma(w.and(upper).reinterpretAsFloats(), a);
        w = IntVector.fromArray(WORDS, u, in + xSpan);
        a = l2.fma(w.lanewise(LSHL, HALF).reinterpretAsFloats(), a);
        a = h2.fma(w.and(upper).reinterpretAsFloats(), a);
        w = IntVector.fromArray(WORDS, u, in + xSpan + step);
        a = l3.fma(w.lanewise(LSHL, HALF).reinterpretAsFloats(), a);
        a = h3.fma(w.and(upper).reinterpretAsFloats(), a);
        a.intoArray(s, sum);
      }
    }
  }

  /** Two pixels at any distance, each in two vectors: low and high partial sums take turns. */
  private void narrow(int x, int xSpan, int dy, int dySpan) {
    int[] offsets = this.offsets;
    int[] u = this.u;
    float[] t = this.t;
    float[] s = sums.array();
    int first = this.first;
    int sum = slot(0);
    int endRow = sums.endRow();
    for (int r = sums.firstRow(); r < endRow; r++) {
      IntVector upper = IntVector.broadcast(WORDS, UPPER);
      int at = dy + r * plane;
      FloatVector l0 = FloatVector.fromArray(S, t, at);
      FloatVector l1 = FloatVector.fromArray(S, t, at + L);
      FloatVector l2 = FloatVector.fromArray(S, t, at + dySpan);
      FloatVector l3 = FloatVector.fromArray(S, t, at + dySpan + L);
      at += lift;
      FloatVector h0 = FloatVector.fromArray(S, t, at);
      FloatVector h1 = FloatVector.fromArray(S, t, at + L);
      FloatVector h2 = FloatVector.fromArray(S, t, at + dySpan);
      FloatVector h3 = FloatVector.fromArray(S, t, at + dySpan + L);
      int last = sums.last(r);
      for (int p = sums.first(r); p < last; p++, sum += LANES) {
        int in = x + offsets[p - first];
        IntVector w = IntVector.fromArray(WORDS, u, in);
        FloatVector a =
            l0.fma(w.lanewise(LSHL, HALF).reinterpretAsFloats(), FloatVector.fromArray(S, s, sum));
        a = h0.fma(w.and(upper).reinterpretAsFloats(), a);
        w = IntVector.fromArray(WORDS, u, in + L);
        FloatVector b =
            l1.fma(
                w.lanewise(LSHL, HALF).reinterpretAsFloats(), FloatVector.fromArray(S, s, sum + L));
        b = h1.fma(w.and(upper).reinterpretAsFloats(), b);
        w = IntVector.fromArray(WORDS, u, in + xSpan);
        a = l2.fma(w.lanewise(LSHL, HALF).reinterpretAsFloats(), a);
        a = h2.fma(w.and(upper).reinterpretAsFloats(), a);
        w = IntVector.fromArray(WORDS, u, in + xSpan + L);
        b = l3.fma(w.lanewise(LSHL, HALF).reinterpretAsFloats(), b);
        b = h3.fma(w.and(upper).reinterpretAsFloats(), b);
        a.intoArray(s, sum);
        b.intoArray(s, sum + L);
      }
    }
  }

  /** One vector, partial sums {@code lane} and above. */
  private void one(int x, int dy, int lane) {
    float[] s = sums.array();
    int sum = slot(0) + lane;
    for (int r = sums.firstRow(); r < sums.endRow(); r++) {
      IntVector upper = IntVector.broadcast(WORDS, UPPER);
      FloatVector l = FloatVector.fromArray(S, t, dy + r * plane);
      FloatVector h = FloatVector.fromArray(S, t, dy + r * plane + lift);
      int last = sums.last(r);
      for (int p = sums.first(r); p < last; p++, sum += LANES) {
        IntVector w = IntVector.fromArray(WORDS, u, x + offsets[p - first]);
        FloatVector a =
            l.fma(w.lanewise(LSHL, HALF).reinterpretAsFloats(), FloatVector.fromArray(S, s, sum));
        h.fma(w.and(upper).reinterpretAsFloats(), a).intoArray(s, sum);
      }
    }
  }
}

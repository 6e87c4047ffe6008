package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorConvRows.EIGHT;
import static org.frostml.kernel.VectorConvRows.FOUR;
import static org.frostml.kernel.VectorConvRows.O1;
import static org.frostml.kernel.VectorConvRows.O2;
import static org.frostml.kernel.VectorConvRows.O3;
import static org.frostml.kernel.VectorConvRows.TWO;
import static org.frostml.kernel.VectorFold.WIDE;
import static org.frostml.kernel.VectorFold.slot;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;

import jdk.incubator.vector.FloatVector;

/**
 * The weight gradient on the support: of every non-zero the dot product of a channel of dY with a
 * shifted channel of X. 8 vectors of dY stay in registers while the channel's non-zeros stream
 * past, each with its partial sums in memory.
 */
final class VectorConvDots implements DotSums.Products {
  private final DotSums sums;
  private final int[] offsets;
  private final int first;
  private final float[] t;
  private final int width;
  private final int step;
  private final int xRow;
  private final int plane;
  private final int yRow;
  private final boolean eights;
  private final boolean pairs;

  VectorConvDots(Taps taps, float[] t, DotSums sums) {
    ConvShape shape = taps.shape();
    this.t = t;
    this.sums = sums;
    offsets = taps.offsets();
    first = taps.rowPtr()[0];
    width = shape.dotWidth(FOUR);
    step = shape.stride() * LANES;
    xRow = shape.stride() * shape.in().pitch();
    plane = shape.out().plane();
    yRow = shape.out().pitch();
    eights = step <= 2 * LANES;
    pairs = width == TWO || eights && width == FOUR;
  }

  @Override
  public void rows(int x, int dy, int h, int rows) {
    int end = h + rows;
    for (; pairs && h + 2 <= end; h += 2) {
      pair(x + h * xRow, dy + h * yRow);
    }
    for (; h < end; h++) {
      single(x + h * xRow, dy + h * yRow);
    }
  }

  private void single(int x, int dy) {
    int w = 0;
    for (; eights && w + EIGHT <= width; w += EIGHT) {
      eight(x + w * step, FOUR * step, dy + w * LANES, FOUR * LANES);
    }
    for (; w + FOUR <= width; w += FOUR) {
      four(x + w * step, TWO * step, dy + w * LANES, TWO * LANES);
    }
    for (; w < width; w++) {
      for (int i = 0; i < LANES; i += L) {
        one(x + w * step + i, dy + w * LANES + i, i);
      }
    }
  }

  private void pair(int x, int dy) {
    if (width == FOUR) {
      eight(x, xRow, dy, yRow);
    } else {
      four(x, xRow, dy, yRow);
    }
  }

  private void eight(int x, int xSpan, int dy, int dySpan) {
    if (step == LANES) {
      if (WIDE) {
        wideNext(x, xSpan, dy, dySpan);
      } else {
        narrowNext(x, xSpan, dy, dySpan);
      }
    } else if (WIDE) {
      wideOther(x, xSpan, dy, dySpan);
    } else {
      narrowOther(x, xSpan, dy, dySpan);
    }
  }

  /** Two groups of four pixels next to each other. */
  private void wideNext(int x, int xSpan, int dy, int dySpan) {
    int[] offsets = this.offsets;
    float[] t = this.t;
    float[] s = sums.array();
    int first = this.first;
    int sum = slot(0);
    int endRow = sums.endRow();
    for (int r = sums.firstRow(); r < endRow; r++) {
      int at = dy + r * plane;
      FloatVector d0 = FloatVector.fromArray(S, t, at);
      FloatVector d1 = FloatVector.fromArray(S, t, at + L);
      FloatVector d2 = FloatVector.fromArray(S, t, at + 2 * L);
      FloatVector d3 = FloatVector.fromArray(S, t, at + 3 * L);
      at += dySpan;
      FloatVector d4 = FloatVector.fromArray(S, t, at);
      FloatVector d5 = FloatVector.fromArray(S, t, at + L);
      FloatVector d6 = FloatVector.fromArray(S, t, at + 2 * L);
      FloatVector d7 = FloatVector.fromArray(S, t, at + 3 * L);
      int last = sums.last(r);
      for (int p = sums.first(r); p < last; p++, sum += LANES) {
        int in = x + offsets[p - first];
        FloatVector a = d0.fma(FloatVector.fromArray(S, t, in), FloatVector.fromArray(S, s, sum));
        a = d1.fma(FloatVector.fromArray(S, t, in + L), a);
        a = d2.fma(FloatVector.fromArray(S, t, in + 2 * L), a);
        a = d3.fma(FloatVector.fromArray(S, t, in + 3 * L), a);
        in += xSpan;
        a = d4.fma(FloatVector.fromArray(S, t, in), a);
        a = d5.fma(FloatVector.fromArray(S, t, in + L), a);
        a = d6.fma(FloatVector.fromArray(S, t, in + 2 * L), a);
        a = d7.fma(FloatVector.fromArray(S, t, in + 3 * L), a);
        a.intoArray(s, sum);
      }
    }
  }

  /** Two groups of four pixels, every other in X. */
  private void wideOther(int x, int xSpan, int dy, int dySpan) {
    int[] offsets = this.offsets;
    float[] t = this.t;
    float[] s = sums.array();
    int first = this.first;
    int sum = slot(0);
    int endRow = sums.endRow();
    for (int r = sums.firstRow(); r < endRow; r++) {
      int at = dy + r * plane;
      FloatVector d0 = FloatVector.fromArray(S, t, at);
      FloatVector d1 = FloatVector.fromArray(S, t, at + L);
      FloatVector d2 = FloatVector.fromArray(S, t, at + 2 * L);
      FloatVector d3 = FloatVector.fromArray(S, t, at + 3 * L);
      at += dySpan;
      FloatVector d4 = FloatVector.fromArray(S, t, at);
      FloatVector d5 = FloatVector.fromArray(S, t, at + L);
      FloatVector d6 = FloatVector.fromArray(S, t, at + 2 * L);
      FloatVector d7 = FloatVector.fromArray(S, t, at + 3 * L);
      int last = sums.last(r);
      for (int p = sums.first(r); p < last; p++, sum += LANES) {
        int in = x + offsets[p - first];
        FloatVector a = d0.fma(FloatVector.fromArray(S, t, in), FloatVector.fromArray(S, s, sum));
        a = d1.fma(FloatVector.fromArray(S, t, in + O1), a);
        a = d2.fma(FloatVector.fromArray(S, t, in + O2), a);
        a = d3.fma(FloatVector.fromArray(S, t, in + O3), a);
        in += xSpan;
        a = d4.fma(FloatVector.fromArray(S, t, in), a);
        a = d5.fma(FloatVector.fromArray(S, t, in + O1), a);
        a = d6.fma(FloatVector.fromArray(S, t, in + O2), a);
        a = d7.fma(FloatVector.fromArray(S, t, in + O3), a);
        a.intoArray(s, sum);
      }
    }
  }

  /**
   * Two groups of two pixels next to each other, each in two vectors: low and high partial sums
   * take turns.
   */
  private void narrowNext(int x, int xSpan, int dy, int dySpan) {
    int[] offsets = this.offsets;
    float[] t = this.t;
    float[] s = sums.array();
    int first = this.first;
    int sum = slot(0);
    int endRow = sums.endRow();
    for (int r = sums.firstRow(); r < endRow; r++) {
      int at = dy + r * plane;
      FloatVector d0 = FloatVector.fromArray(S, t, at);
      FloatVector d1 = FloatVector.fromArray(S, t, at + L);
      FloatVector d2 = FloatVector.fromArray(S, t, at + 2 * L);
      FloatVector d3 = FloatVector.fromArray(S, t, at + 3 * L);
      at += dySpan;
      FloatVector d4 = FloatVector.fromArray(S, t, at);
      FloatVector d5 = FloatVector.fromArray(S, t, at + L);
      FloatVector d6 = FloatVector.fromArray(S, t, at + 2 * L);
      FloatVector d7 = FloatVector.fromArray(S, t, at + 3 * L);
      int last = sums.last(r);
      for (int p = sums.first(r); p < last; p++, sum += LANES) {
        int in = x + offsets[p - first];
        FloatVector a = d0.fma(FloatVector.fromArray(S, t, in), FloatVector.fromArray(S, s, sum));
        FloatVector b =
            d1.fma(FloatVector.fromArray(S, t, in + L), FloatVector.fromArray(S, s, sum + L));
        a = d2.fma(FloatVector.fromArray(S, t, in + 2 * L), a);
        b = d3.fma(FloatVector.fromArray(S, t, in + 3 * L), b);
        in += xSpan;
        a = d4.fma(FloatVector.fromArray(S, t, in), a);
        b = d5.fma(FloatVector.fromArray(S, t, in + L), b);
        a = d6.fma(FloatVector.fromArray(S, t, in + 2 * L), a);
        b = d7.fma(FloatVector.fromArray(S, t, in + 3 * L), b);
        a.intoArray(s, sum);
        b.intoArray(s, sum + L);
      }
    }
  }

  /** Two groups of two pixels, every other in X. */
  private void narrowOther(int x, int xSpan, int dy, int dySpan) {
    int[] offsets = this.offsets;
    float[] t = this.t;
    float[] s = sums.array();
    int first = this.first;
    int sum = slot(0);
    int endRow = sums.endRow();
    for (int r = sums.firstRow(); r < endRow; r++) {
      int at = dy + r * plane;
      FloatVector d0 = FloatVector.fromArray(S, t, at);
      FloatVector d1 = FloatVector.fromArray(S, t, at + L);
      FloatVector d2 = FloatVector.fromArray(S, t, at + 2 * L);
      FloatVector d3 = FloatVector.fromArray(S, t, at + 3 * L);
      at += dySpan;
      FloatVector d4 = FloatVector.fromArray(S, t, at);
      FloatVector d5 = FloatVector.fromArray(S, t, at + L);
      FloatVector d6 = FloatVector.fromArray(S, t, at + 2 * L);
      FloatVector d7 = FloatVector.fromArray(S, t, at + 3 * L);
      int last = sums.last(r);
      for (int p = sums.first(r); p < last; p++, sum += LANES) {
        int in = x + offsets[p - first];
        FloatVector a = d0.fma(FloatVector.fromArray(S, t, in), FloatVector.fromArray(S, s, sum));
        FloatVector b =
            d1.fma(FloatVector.fromArray(S, t, in + O1), FloatVector.fromArray(S, s, sum + L));
        a = d2.fma(FloatVector.fromArray(S, t, in + O2), a);
        b = d3.fma(FloatVector.fromArray(S, t, in + O3), b);
        in += xSpan;
        a = d4.fma(FloatVector.fromArray(S, t, in), a);
        b = d5.fma(FloatVector.fromArray(S, t, in + O1), b);
        a = d6.fma(FloatVector.fromArray(S, t, in + O2), a);
        b = d7.fma(FloatVector.fromArray(S, t, in + O3), b);
        a.intoArray(s, sum);
        b.intoArray(s, sum + L);
      }
    }
  }

  private void four(int x, int xSpan, int dy, int dySpan) {
    if (WIDE) {
      wideFour(x, xSpan, dy, dySpan);
    } else {
      narrowFour(x, xSpan, dy, dySpan);
    }
  }

  /** Two groups of two pixels, at any distance in X. */
  private void wideFour(int x, int xSpan, int dy, int dySpan) {
    int[] offsets = this.offsets;
    float[] t = this.t;
    float[] s = sums.array();
    int first = this.first;
    int sum = slot(0);
    int endRow = sums.endRow();
    int step = this.step;
    for (int r = sums.firstRow(); r < endRow; r++) {
      int at = dy + r * plane;
      FloatVector d0 = FloatVector.fromArray(S, t, at);
      FloatVector d1 = FloatVector.fromArray(S, t, at + L);
      FloatVector d2 = FloatVector.fromArray(S, t, at + dySpan);
      FloatVector d3 = FloatVector.fromArray(S, t, at + dySpan + L);
      int last = sums.last(r);
      for (int p = sums.first(r); p < last; p++, sum += LANES) {
        int in = x + offsets[p - first];
        FloatVector a = d0.fma(FloatVector.fromArray(S, t, in), FloatVector.fromArray(S, s, sum));
        a = d1.fma(FloatVector.fromArray(S, t, in + step), a);
        a = d2.fma(FloatVector.fromArray(S, t, in + xSpan), a);
        a = d3.fma(FloatVector.fromArray(S, t, in + xSpan + step), a);
        a.intoArray(s, sum);
      }
    }
  }

  /** Two pixels, at any distance in X. */
  private void narrowFour(int x, int xSpan, int dy, int dySpan) {
    int[] offsets = this.offsets;
    float[] t = this.t;
    float[] s = sums.array();
    int first = this.first;
    int sum = slot(0);
    int endRow = sums.endRow();
    for (int r = sums.firstRow(); r < endRow; r++) {
      int at = dy + r * plane;
      FloatVector d0 = FloatVector.fromArray(S, t, at);
      FloatVector d1 = FloatVector.fromArray(S, t, at + L);
      FloatVector d2 = FloatVector.fromArray(S, t, at + dySpan);
      FloatVector d3 = FloatVector.fromArray(S, t, at + dySpan + L);
      int last = sums.last(r);
      for (int p = sums.first(r); p < last; p++, sum += LANES) {
        int in = x + offsets[p - first];
        FloatVector a = d0.fma(FloatVector.fromArray(S, t, in), FloatVector.fromArray(S, s, sum));
        FloatVector b =
            d1.fma(FloatVector.fromArray(S, t, in + L), FloatVector.fromArray(S, s, sum + L));
        a = d2.fma(FloatVector.fromArray(S, t, in + xSpan), a);
        b = d3.fma(FloatVector.fromArray(S, t, in + xSpan + L), b);
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
      FloatVector d = FloatVector.fromArray(S, t, dy + r * plane);
      int last = sums.last(r);
      for (int p = sums.first(r); p < last; p++, sum += LANES) {
        FloatVector in = FloatVector.fromArray(S, t, x + offsets[p - first]);
        d.fma(in, FloatVector.fromArray(S, s, sum)).intoArray(s, sum);
      }
    }
  }
}

package org.frostml.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorFold.slot;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;
import static org.frostml.kernel.VectorKernels.WORDS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Two sums over every channel of a map, in 16 partial sums each. They stay in memory: as values
 * that live across the turns of a loop they became objects in some runs, where these loops ended up
 * inside others.
 */
final class VectorMapSums {
  /** Two and four pixels. */
  private static final int TWO = 2 * LANES;

  private static final int FOUR = 4 * LANES;

  /** Channels whose partial sums wait together: two slots each. */
  private static final int CHANNELS = ConvKernels.KEPT / 2;

  private VectorMapSums() {}

  /** Adds to the partial sums of the channels {@code first} to {@code last - 1} some tiles. */
  interface Tiles {
    void add(int first, int last, int begin, int end, float[] s);
  }

  /** Two sums a channel, over examples that there are. */
  static void over(int from, int to, int examples, double[] one, double[] two, Tiles tiles) {
    float[] s = VectorFold.room();
    int whole = examples / LANES;
    int rest = examples - whole * LANES;
    for (int first = from; first < to; first += CHANNELS) {
      int last = Math.min(to, first + CHANNELS);
      Arrays.fill(one, first, last, 0);
      Arrays.fill(two, first, last, 0);
      Arrays.fill(s, slot(0), slot(2 * (last - first)), 0);
      tiles.add(first, last, 0, whole, s);
      take(first, last, LANES, s, one, two);
      if (rest > 0) {
        tiles.add(first, last, whole, whole + 1, s);
        take(first, last, rest, s, one, two);
      }
    }
  }

  private static void take(int first, int last, int lanes, float[] s, double[] one, double[] two) {
    for (int c = first; c < last; c++) {
      int o = slot(2 * (c - first));
      for (int i = 0; i < lanes; i++) {
        one[c] += s[o + i];
        two[c] += s[o + LANES + i];
      }
      Arrays.fill(s, o, o + 2 * LANES, 0);
    }
  }

  /** An image row's part of {@link MapKernels#moments}, added to the slots from o on. */
  static void moments(float[] t, int z, int width, float centre, float[] s, int o) {
    FloatVector middle = FloatVector.broadcast(S, centre);
    int end = z + width * LANES;
    for (int lane = 0; lane < LANES; lane += L) {
      int sum = o + lane;
      int square = sum + LANES;
      int i = z + lane;
      for (; i + FOUR <= end; i += FOUR) {
        FloatVector a = FloatVector.fromArray(S, t, i).sub(middle);
        FloatVector b = FloatVector.fromArray(S, t, i + LANES).sub(middle);
        FloatVector c = FloatVector.fromArray(S, t, i + 2 * LANES).sub(middle);
        FloatVector d = FloatVector.fromArray(S, t, i + 3 * LANES).sub(middle);
        FloatVector.fromArray(S, s, sum).add(a).add(b).add(c).add(d).intoArray(s, sum);
        FloatVector squares = a.fma(a, FloatVector.fromArray(S, s, square));
        d.fma(d, c.fma(c, b.fma(b, squares))).intoArray(s, square);
      }
      for (; i < end; i += LANES) {
        FloatVector a = FloatVector.fromArray(S, t, i).sub(middle);
        FloatVector.fromArray(S, s, sum).add(a).intoArray(s, sum);
        a.fma(a, FloatVector.fromArray(S, s, square)).intoArray(s, square);
      }
    }
  }

  /** An image row's part of {@link MapKernels#backwardSums}, added to the slots from o on. */
  static void backward(
      float[] t,
      int dy,
      int z,
      int width,
      float scale,
      float shift,
      boolean relu,
      float centre,
      float[] s,
      int o) {
    FloatVector a = FloatVector.broadcast(S, scale);
    FloatVector b = FloatVector.broadcast(S, shift);
    FloatVector middle = FloatVector.broadcast(S, centre);
    IntVector always = IntVector.broadcast(WORDS, relu ? 0 : -1);
    int from = dy - z;
    int end = z + width * LANES;
    for (int lane = 0; lane < LANES; lane += L) {
      int sum = o + lane;
      int product = sum + LANES;
      int i = z + lane;
      for (; i + TWO <= end; i += TWO) {
        FloatVector v = FloatVector.fromArray(S, t, i);
        IntVector open = v.fma(a, b).max(0f).reinterpretAsInts().neg().lanewise(ASHR, 31);
        IntVector bits = FloatVector.fromArray(S, t, from + i).reinterpretAsInts();
        FloatVector d = bits.and(open.or(always)).reinterpretAsFloats();
        FloatVector w = FloatVector.fromArray(S, t, i + LANES);
        open = w.fma(a, b).max(0f).reinterpretAsInts().neg().lanewise(ASHR, 31);
        bits = FloatVector.fromArray(S, t, from + i + LANES).reinterpretAsInts();
        FloatVector e = bits.and(open.or(always)).reinterpretAsFloats();
        FloatVector.fromArray(S, s, sum).add(d).add(e).intoArray(s, sum);
        FloatVector products = d.fma(v.sub(middle), FloatVector.fromArray(S, s, product));
        e.fma(w.sub(middle), products).intoArray(s, product);
      }
      for (; i < end; i += LANES) {
        FloatVector v = FloatVector.fromArray(S, t, i);
        IntVector open = v.fma(a, b).max(0f).reinterpretAsInts().neg().lanewise(ASHR, 31);
        IntVector bits = FloatVector.fromArray(S, t, from + i).reinterpretAsInts();
        FloatVector d = bits.and(open.or(always)).reinterpretAsFloats();
        FloatVector.fromArray(S, s, sum).add(d).intoArray(s, sum);
        d.fma(v.sub(middle), FloatVector.fromArray(S, s, product)).intoArray(s, product);
      }
    }
  }
}

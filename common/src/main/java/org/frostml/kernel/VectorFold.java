package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Adds up what dot products left in {@link Kernels#LANES} partial sums each, as a tree: those 8
 * apart, 4 apart, 2 apart, neighbours. So the bits are the same on registers of 512 and of 256
 * bits; {@code reduceLanes} may add in any order, and changes it once compiled. Many are folded at
 * a time, 16 together, which leaves no lane idle: a horizontal sum each would cost as much as the
 * dot product.
 */
final class VectorFold {
  /** Dot products best folded together; a multiple of 16. Their partial sums fill 8 KiB. */
  static final int CHUNK = 128;

  static final boolean WIDE = L == LANES;

  private static final VectorMask<Float> M8 = lanesWithBit(8);
  private static final VectorMask<Float> M4 = lanesWithBit(4);
  private static final VectorMask<Float> M2 = lanesWithBit(2);
  private static final VectorMask<Float> M1 = lanesWithBit(1);
  private static final VectorShuffle<Float> X8 = VectorShuffle.fromOp(S, i -> i ^ L / 2);
  private static final VectorShuffle<Float> X4 = VectorShuffle.fromOp(S, i -> i ^ 4);
  private static final VectorShuffle<Float> X2 = VectorShuffle.fromOp(S, i -> i ^ 2);
  private static final VectorShuffle<Float> X1 = VectorShuffle.fromOp(S, i -> i ^ 1);

  private static final ThreadLocal<float[]> PARTIAL =
      ThreadLocal.withInitial(() -> Aligned.allocate((ConvKernels.KEPT + CHUNK) * LANES));

  private VectorFold() {}

  /**
   * This thread's room for partial sums, those of the q-th dot product at {@link #slot}: of {@link
   * ConvKernels#KEPT}, and a chunk more, which {@link #fold} may read.
   */
  static float[] room() {
    return PARTIAL.get();
  }

  static int slot(int q) {
    return Aligned.START + q * LANES;
  }

  private static VectorMask<Float> lanesWithBit(int bit) {
    boolean[] set = new boolean[L];
    for (int i = 0; i < L; i++) {
      set[i] = (i & bit) != 0;
    }
    return VectorMask.fromArray(S, set, 0);
  }

  /**
   * Adds to g, from {@code at} on, the sums of {@code count} dot products, whose partial sums it
   * spoils.
   *
   * @param o where those of the first begin in {@code s}
   */
  static void fold(int count, float[] s, int o, float[] g, int at) {
    if (WIDE) {
      fold8Wide(count, s, o);
    } else {
      fold8Narrow(count, s, o);
    }
    int i = 0;
    for (; i + L <= count; i += L) {
      fold(s, o + i * 8);
      FloatVector sums = FloatVector.fromArray(S, s, o + i * 8);
      sums.add(FloatVector.fromArray(S, g, at + i)).intoArray(g, at + i);
    }
    if (i < count) {
      fold(s, o + i * 8);
      for (int k = 0; k < count - i; k++) {
        g[at + i + k] += s[o + i * 8 + k];
      }
    }
  }

  /** Sums 8 apart: rows i and i + 8 of every 16 share a register, side by side from o on. */
  private static void fold8Wide(int count, float[] s, int o) {
    for (int i = 0; i < count; i += 16) {
      for (int k = o + i * LANES; k < o + (i + 8) * LANES; k += LANES) {
        FloatVector a = FloatVector.fromArray(S, s, k);
        FloatVector b = FloatVector.fromArray(S, s, k + 8 * LANES);
        a.blend(b, M8).add(b.blend(a, M8).rearrange(X8)).intoArray(s, k - i * 8);
      }
    }
  }

  /** Sums 8 apart: a row's two registers become one, side by side from o on. */
  private static void fold8Narrow(int count, float[] s, int o) {
    for (int i = 0; i < count; i++) {
      FloatVector a = FloatVector.fromArray(S, s, o + i * LANES);
      FloatVector b = FloatVector.fromArray(S, s, o + i * LANES + L);
      a.add(b).intoArray(s, o + i * 8);
    }
  }

  /** The rest of the tree for L rows, whose sums stand side by side from o on then. */
  private static void fold(float[] s, int o) {
    FloatVector x = FloatVector.fromArray(S, s, o);
    FloatVector y = FloatVector.fromArray(S, s, o + 4 * L);
    FloatVector a = x.blend(y, M4).add(y.blend(x, M4).rearrange(X4));
    x = FloatVector.fromArray(S, s, o + L);
    y = FloatVector.fromArray(S, s, o + 5 * L);
    FloatVector b = x.blend(y, M4).add(y.blend(x, M4).rearrange(X4));
    x = FloatVector.fromArray(S, s, o + 2 * L);
    y = FloatVector.fromArray(S, s, o + 6 * L);
    FloatVector c = x.blend(y, M4).add(y.blend(x, M4).rearrange(X4));
    x = FloatVector.fromArray(S, s, o + 3 * L);
    y = FloatVector.fromArray(S, s, o + 7 * L);
    FloatVector d = x.blend(y, M4).add(y.blend(x, M4).rearrange(X4));
    FloatVector e = a.blend(c, M2).add(c.blend(a, M2).rearrange(X2));
    FloatVector f = b.blend(d, M2).add(d.blend(b, M2).rearrange(X2));
    e.blend(f, M1).add(f.blend(e, M1).rearrange(X1)).intoArray(s, o);
  }
}

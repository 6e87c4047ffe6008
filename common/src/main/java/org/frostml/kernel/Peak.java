package org.frostml.kernel;

import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;

import jdk.incubator.vector.FloatVector;

/** The most a core can do: fused multiply-adds that never leave the registers. */
public final class Peak {
  private Peak() {}

  /** Floating-point operations of {@link #spin}. */
  public static double flops(int rounds) {
    return 2.0 * 12 * L * rounds;
  }

  /**
   * Twelve independent chains of multiply-adds; the result keeps them from being optimised away.
   */
  public static float spin(int rounds) {
    FloatVector x = FloatVector.broadcast(S, 0.999f);
    FloatVector y = FloatVector.broadcast(S, 1e-3f);
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector a6 = a0;
    FloatVector a7 = a0;
    FloatVector a8 = a0;
    FloatVector a9 = a0;
    FloatVector a10 = a0;
    FloatVector a11 = a0;
    for (int i = 0; i < rounds; i++) {
      a0 = a0.fma(x, y);
      a1 = a1.fma(x, y);
      a2 = a2.fma(x, y);
      a3 = a3.fma(x, y);
      a4 = a4.fma(x, y);
      a5 = a5.fma(x, y);
      a6 = a6.fma(x, y);
      a7 = a7.fma(x, y);
      a8 = a8.fma(x, y);
      a9 = a9.fma(x, y);
      a10 = a10.fma(x, y);
      a11 = a11.fma(x, y);
    }
    FloatVector b = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
    return b.add(a6).add(a7).add(a8).add(a9).add(a10).add(a11).lane(0);
  }
}

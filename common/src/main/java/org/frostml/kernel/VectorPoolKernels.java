package org.frostml.kernel;

import static jdk.incubator.vector.VectorOperators.AND_NOT;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;
import static org.frostml.kernel.VectorKernels.WORDS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Pooling in the Vector API. What is equal is found by bits and not by masks, for the reason that
 * {@link VectorMapKernels} gives.
 */
final class VectorPoolKernels extends PoolKernels {
  @Override
  void largest(float[] t, int x, int[] window, int y) {
    for (int lane = 0; lane < LANES; lane += L) {
      FloatVector most = FloatVector.fromArray(S, t, x + lane);
      for (int k = 1; k < window.length; k++) {
        most = most.max(FloatVector.fromArray(S, t, x + lane + window[k]));
      }
      most.intoArray(t, y + lane);
    }
  }

  @Override
  void mean(float[] t, int x, int[] window, int y) {
    float share = 1f / window.length;
    for (int lane = 0; lane < LANES; lane += L) {
      FloatVector sum = FloatVector.zero(S);
      for (int k = 0; k < window.length; k++) {
        sum = sum.add(FloatVector.fromArray(S, t, x + lane + window[k]).mul(share));
      }
      sum.intoArray(t, y + lane);
    }
  }

  @Override
  void largestBackward(float[] t, int x, int[] window, int y, int dy, int dx) {
    for (int lane = 0; lane < LANES; lane += L) {
      IntVector value = FloatVector.fromArray(S, t, y + lane).reinterpretAsInts();
      IntVector gradient = FloatVector.fromArray(S, t, dy + lane).reinterpretAsInts();
      // All ones where no pixel had the value yet.
      IntVector open = IntVector.broadcast(WORDS, -1);
      for (int k = 0; k < window.length; k++) {
        IntVector pixel = FloatVector.fromArray(S, t, x + lane + window[k]).reinterpretAsInts();
        IntVector differs = pixel.lanewise(XOR, value);
        IntVector other = differs.or(differs.neg()).lanewise(ASHR, 31);
        int to = dx + lane + window[k];
        gradient
            .and(open.lanewise(AND_NOT, other))
            .reinterpretAsFloats()
            .add(FloatVector.fromArray(S, t, to))
            .intoArray(t, to);
        open = open.and(other);
      }
    }
  }

  @Override
  void meanBackward(float[] t, int[] window, int dy, int dx) {
    float share = 1f / window.length;
    for (int lane = 0; lane < LANES; lane += L) {
      FloatVector gradient = FloatVector.fromArray(S, t, dy + lane).mul(share);
      for (int distance : window) {
        int to = dx + lane + distance;
        FloatVector.fromArray(S, t, to).add(gradient).intoArray(t, to);
      }
    }
  }
}

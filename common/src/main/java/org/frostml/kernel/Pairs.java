package org.frostml.kernel;

import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;
import static org.frostml.kernel.VectorKernels.WORDS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Pairs of {@link Rounded} numbers in words, so that what sparse products gather is half as many
 * bytes: of an example in the lower half, and of that 16 examples later in the upper one. A shift
 * gives the lower number, {@link Rounded#UPPER} the upper one.
 */
final class Pairs {
  private static final ThreadLocal<int[]> ROOM = ThreadLocal.withInitial(() -> new int[0]);

  private Pairs() {}

  /** This thread's room for so many words from {@link Aligned#START} on. */
  static int[] room(int words) {
    int[] room = ROOM.get();
    if (room.length < Aligned.START + words) {
      room = Aligned.allocateWords(words);
      ROOM.set(room);
    }
    return room;
  }

  /**
   * Packs {@code count} floats from {@code low} on with as many from {@code high} on; a multiple of
   * {@link Kernels#LANES}.
   *
   * @param high negative where there are zeros
   */
  static void pack(float[] t, int low, int high, int count, int[] u, int at) {
    if (high < 0) {
      alone(t, low, count, u, at);
      return;
    }
    IntVector middle = IntVector.broadcast(WORDS, Rounded.MIDDLE);
    IntVector upper = IntVector.broadcast(WORDS, Rounded.UPPER);
    for (int i = 0; i < count; i += L) {
      IntVector a = FloatVector.fromArray(S, t, low + i).reinterpretAsInts().add(middle);
      IntVector b = FloatVector.fromArray(S, t, high + i).reinterpretAsInts().add(middle);
      a.lanewise(VectorOperators.LSHR, Rounded.HALF).or(b.and(upper)).intoArray(u, at + i);
    }
  }

  private static void alone(float[] t, int low, int count, int[] u, int at) {
    IntVector middle = IntVector.broadcast(WORDS, Rounded.MIDDLE);
    for (int i = 0; i < count; i += L) {
      IntVector a = FloatVector.fromArray(S, t, low + i).reinterpretAsInts().add(middle);
      a.lanewise(VectorOperators.LSHR, Rounded.HALF).intoArray(u, at + i);
    }
  }
}

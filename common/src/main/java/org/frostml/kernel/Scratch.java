package org.frostml.kernel;

/** A thread's own arrays, which grow to what is asked for and are never given back. */
final class Scratch {
  private Scratch() {}

  /** So many floats at least, of whatever value. */
  static float[] floats(ThreadLocal<float[]> of, int count) {
    float[] room = of.get();
    if (room.length < count) {
      room = new float[count];
      of.set(room);
    }
    return room;
  }

  /** So many whole numbers at least, of whatever value. */
  static int[] ints(ThreadLocal<int[]> of, int count) {
    int[] room = of.get();
    if (room.length < count) {
      room = new int[count];
      of.set(room);
    }
    return room;
  }
}

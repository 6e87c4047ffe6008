package org.frostml.nn;

import java.io.Serializable;
import org.frostml.kernel.Kernels;

/** How many examples pass through a network at once, and which. */
public final class MicroBatches implements Serializable {
  /** Wide enough for full registers, small enough for the caches. */
  private static final int FEATURES = 128;

  /** Maps are larger. */
  private static final int MAPS = 64;

  private final int most;
  private final long bytes;
  private final long sparseBytes;
  private final boolean even;

  private MicroBatches(int most, long bytes, long sparseBytes, boolean even) {
    this.most = most;
    this.bytes = bytes;
    this.sparseBytes = sparseBytes;
    this.even = even;
  }

  /**
   * So many that registers are full and caches suffice, or as many as have room on a tape.
   *
   * @param sparse whether the first layer takes sparse features as they are
   * @param even whether parts differ by one example at most
   * @throws IllegalArgumentException if there is no room for those of one register
   */
  static MicroBatches of(Shape in, Places places, boolean sparse, boolean even) {
    int most = places.haveMaps() ? MAPS : FEATURES;
    while (places.floats(most, sparse) > Places.MOST && most > Kernels.LANES) {
      most -= Kernels.LANES;
    }
    long floats = places.floats(most, sparse);
    if (floats > Places.MOST) {
      throw new IllegalArgumentException(
          most
              + " examples of "
              + in
              + " at a time need "
              + floats
              + " floats of activations, and may have "
              + Places.MOST
              + ": take fewer features or pixels, or layers with fewer outputs");
    }
    return new MicroBatches(
        most, Float.BYTES * places.floats(most, false), Float.BYTES * floats, even);
  }

  /** Examples of one part, at most. */
  public int most() {
    return most;
  }

  /**
   * Bytes of the activations and gradients that a task which trains holds, its examples among them;
   * not so where these are sparse, and the first layer takes them as they are.
   */
  public long bytes(Inputs inputs) {
    return inputs.areSparse() ? sparseBytes : bytes;
  }

  /** Micro-batches in which so many examples pass. */
  public int count(int examples) {
    return (examples + most - 1) / most;
  }

  /**
   * Where a part of so many examples begins; the one after the last, where that ends. A batch norm
   * learns of each part by itself: there they differ by one example at most.
   */
  public int cut(int examples, int part) {
    return even
        ? (int) ((long) examples * part / count(examples))
        : Math.min(examples, part * most);
  }
}

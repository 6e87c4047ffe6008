package org.frostml.nn;

import org.frostml.kernel.Kernels;

/**
 * The activations of one pass and their gradients, kept from step to step so that a step allocates
 * nothing.
 */
public final class Tape {
  private final float[][] y;
  private final float[][] dy;
  private float[] scratch = new float[0];

  /** Buffers for batches of at most {@code capacity} examples. */
  public Tape(Network network, int capacity) {
    int layers = network.layers().size();
    y = new float[layers][];
    dy = new float[layers][];
    for (int i = 0; i < layers; i++) {
      y[i] = new float[network.features(i) * Kernels.width(capacity)];
      dy[i] = new float[y[i].length];
    }
  }

  /** What layer i gave; for i = -1 the batch itself. */
  float[] y(Batch batch, int i) {
    return i < 0 ? batch.x() : y[i];
  }

  float[] dy(int i) {
    return dy[i];
  }

  float[] scratch(int size) {
    if (scratch.length < size) {
      scratch = new float[size];
    }
    return scratch;
  }
}

package org.frostml.nn;

import java.util.Arrays;
import org.frostml.kernel.Aligned;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Transpose;
import org.frostml.sparse.Block;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * A batch on its way through a network: its labels, its activations and their gradients, all in one
 * array, and copies of weights that serve a whole step. Kept from step to step, so that a step
 * allocates nothing.
 *
 * <p>Activations are feature-major, batch innermost, padded with zero columns to a whole width; see
 * {@link Kernels}.
 */
public final class Tape {
  private final int features;
  private final float[] t;
  private final int[] y;
  private final int[] dy;
  private final int scratch;
  private final int[] rows;
  private final int[] labels;
  private final float[][] copies;
  private final boolean[] fresh;
  private int examples;

  /** Room for batches of at most {@code capacity} examples. */
  public Tape(Network network, int capacity) {
    int layers = network.layers().size();
    int width = Kernels.width(capacity);
    features = network.inputs();
    rows = new int[capacity];
    labels = new int[capacity];
    y = new int[layers + 1];
    dy = new int[layers];
    long at = Aligned.START;
    int widest = 0;
    for (int i = -1; i < layers; i++) {
      y[i + 1] = (int) at;
      at += (long) network.features(i) * width;
      if (i >= 0) {
        dy[i] = (int) at;
        at += (long) network.features(i) * width;
      }
      widest = Math.max(widest, network.features(i));
    }
    scratch = (int) at;
    // Behind the last matrix a kernel may read a little further.
    at += (long) widest * width + 2 * Kernels.LANES;
    if (at > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a batch of " + capacity + " examples needs " + at + " floats of activations");
    }
    t = Aligned.allocate((int) at - Aligned.START);
    copies = new float[network.layout().blocks().size()][0];
    fresh = new boolean[copies.length];
  }

  public int examples() {
    return examples;
  }

  /** Columns, surplus ones included. */
  public int width() {
    return Kernels.width(examples);
  }

  int label(int example) {
    return labels[example];
  }

  /** The array of all activations. */
  float[] array() {
    return t;
  }

  /** The place of what layer i gave; for i = -1 of the batch itself. */
  int y(int i) {
    return y[i + 1];
  }

  /** The place of the gradient of what layer i gave. */
  int dy(int i) {
    return dy[i];
  }

  /** The place of as many floats as the largest activation, free for any layer to use. */
  int scratch() {
    return scratch;
  }

  /** Loads the shard's examples {@code which[from]} to {@code which[to - 1]}. */
  public void load(Shard shard, int[] which, int from, int to) {
    examples = to - from;
    for (int i = 0; i < examples; i++) {
      rows[i] = shard.row(which[from + i]);
      labels[i] = shard.labels()[rows[i]];
    }
    int width = width();
    Transpose.gather(shard.x(), features, rows, 0, examples, t, y[0], width);
    // In one go, surplus columns and all: they are filled afterwards.
    shard.standardize(t, y[0], y[0] + features * width);
    if (examples < width) {
      for (int f = 0; f < features; f++) {
        Arrays.fill(t, y[0] + f * width + examples, y[0] + (f + 1) * width, 0f);
      }
    }
  }

  /** Weights have changed: copies made of the old ones are void. */
  public void renew() {
    Arrays.fill(fresh, false);
  }

  /** Block b's values in the transpose's order. */
  float[] transposed(int b, Weights weights) {
    Support support = weights.support();
    float[] copy = copy(b, support.count(b));
    if (!fresh[b]) {
      support.csr().transpose(b, weights.values(), copy);
      fresh[b] = true;
    }
    return copy;
  }

  /** Block b with all its zeros, row-major. */
  float[] dense(int b, Weights weights) {
    Support support = weights.support();
    Block block = support.layout().blocks().get(b);
    float[] copy = copy(b, block.size());
    if (!fresh[b]) {
      Arrays.fill(copy, 0, block.size(), 0f);
      for (int p = support.from(b); p < support.from(b + 1); p++) {
        copy[support.coordinate(p) - block.offset()] = weights.values()[p];
      }
      fresh[b] = true;
    }
    return copy;
  }

  private float[] copy(int b, int size) {
    if (copies[b].length < size) {
      copies[b] = new float[size];
      fresh[b] = false;
    }
    return copies[b];
  }
}

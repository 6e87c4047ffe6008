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
  private final int capacity;
  private final int scratch;
  private final int[] rows;
  private final int[] labels;
  private final float[][] copies;
  private final boolean[] fresh;
  private int examples;

  /** Room for batches of at most {@code capacity} examples. */
  public Tape(Network network, int capacity) {
    this.capacity = Kernels.width(capacity);
    features = network.inputs();
    rows = new int[capacity];
    labels = new int[capacity];
    // After the last matrix a kernel may read a little further.
    long at =
        Aligned.START
            + ((long) network.floats() + network.scratch()) * this.capacity
            + 2 * Kernels.LANES;
    if (at > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a batch of " + capacity + " examples needs " + at + " floats of activations");
    }
    scratch = Aligned.START + network.floats() * this.capacity;
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

  /** Where in {@link #array} a place of the network's {@link Plan} begins. */
  int at(int place) {
    return Aligned.START + place * capacity;
  }

  /** Where as many floats begin as the network's layers asked for, free for any layer to use. */
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
    int x = at(Network.INPUT);
    Transpose.gather(shard.x(), features, rows, 0, examples, t, x, width);
    // In one go, surplus columns and all: they are filled afterwards.
    shard.standardize(t, x, x + features * width);
    if (examples < width) {
      for (int f = 0; f < features; f++) {
        Arrays.fill(t, x + f * width + examples, x + (f + 1) * width, 0f);
      }
    }
  }

  /** Loads the rows {@code from} to {@code from + count - 1} of a row-major matrix. */
  void load(float[] x, int from, int count, Standardizer standardizer) {
    examples = count;
    for (int i = 0; i < count; i++) {
      rows[i] = from + i;
    }
    int width = width();
    int at = at(Network.INPUT);
    Transpose.gather(x, features, rows, 0, count, t, at, width);
    standardizer.apply(t, at, at + features * width);
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

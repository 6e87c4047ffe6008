package org.frostml.nn;

import java.util.Arrays;
import org.frostml.kernel.Kernels;

/**
 * Examples as the kernels want them: feature-major, batch innermost, padded with zero columns to a
 * whole width.
 */
public final class Batch {
  private final int features;
  private final float[] x;
  private final int[] labels;
  private int examples;

  /** A buffer for at most {@code capacity} examples. */
  public Batch(int features, int capacity) {
    this.features = features;
    x = new float[features * Kernels.width(capacity)];
    labels = new int[capacity];
  }

  public int capacity() {
    return labels.length;
  }

  public int examples() {
    return examples;
  }

  /** Columns, surplus ones included. */
  public int width() {
    return Kernels.width(examples);
  }

  /** features x width. */
  public float[] x() {
    return x;
  }

  public int label(int example) {
    return labels[example];
  }

  /** Loads the shard's examples {@code rows[from]} to {@code rows[to - 1]}. */
  public void load(Shard shard, int[] rows, int from, int to) {
    examples = to - from;
    int width = width();
    for (int b = 0; b < examples; b++) {
      int row = rows[from + b];
      labels[b] = shard.labels()[row];
      for (int f = 0, i = row * features; f < features; f++, i++) {
        x[f * width + b] = shard.x()[i];
      }
    }
    if (examples < width) {
      for (int f = 0; f < features; f++) {
        Arrays.fill(x, f * width + examples, (f + 1) * width, 0f);
      }
    }
  }
}

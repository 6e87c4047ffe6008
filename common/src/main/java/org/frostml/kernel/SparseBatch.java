package org.frostml.kernel;

import java.util.Arrays;

/**
 * A batch of examples of which most features are 0: what is not 0, example by example and, once
 * {@link #turn turned}, feature by feature. Kept from batch to batch, so that a step allocates
 * nothing.
 *
 * <p>Example i has the features {@code column[p]} with {@code value[p]} for {@code start[i] <= p <
 * start[i + 1]}, ascending. The k-th of the features that the batch has at all is {@code
 * columns[k]}, in no order; the examples {@code example[e]} have it with {@code x[e]} for {@code
 * from[k] <= e < from[k + 1]}, ascending.
 */
public final class SparseBatch {
  int[] start = new int[1];
  int[] column = new int[0];
  float[] value = new float[0];
  int[] columns = new int[0];
  int[] from = new int[1];
  int[] example = new int[0];
  float[] x = new float[0];
  private int examples;
  private int size;
  private int distinct;

  /** For every feature 1 + its place in {@link #columns}; all 0 between calls. */
  private int[] places = new int[0];

  private boolean turned;

  /** Begins a batch. */
  public void clear() {
    examples = 0;
    size = 0;
    turned = false;
  }

  /** Adds a feature to the example that has begun. */
  public void add(int feature, float number) {
    // A zero, as one that scaling makes, has no product with anything.
    if (number != 0) {
      reserve(size + 1);
      column[size] = feature;
      value[size++] = number;
    }
  }

  /** Ends an example; the next one has begun. */
  public void end() {
    if (++examples == start.length) {
      start = Arrays.copyOf(start, 2 * examples);
    }
    start[examples] = size;
  }

  private void reserve(int entries) {
    if (column.length < entries) {
      int room = Math.max(1 << 10, 2 * entries);
      column = Arrays.copyOf(column, room);
      value = Arrays.copyOf(value, room);
    }
  }

  public int examples() {
    return examples;
  }

  /** The k-th feature that the batch has, after {@link #turn}. */
  public int column(int k) {
    return columns[k];
  }

  /** Examples that have the k-th feature, after {@link #turn}. */
  public int count(int k) {
    return from[k + 1] - from[k];
  }

  /** Where the entries of every feature begin, after {@link #turn}. */
  public int[] from() {
    return from;
  }

  /** The sum of what a column pointer array says of every entry's column. */
  public long sizes(int[] ptr) {
    long sum = 0;
    for (int p = 0; p < size; p++) {
      sum += ptr[column[p] + 1] - ptr[column[p]];
    }
    return sum;
  }

  /**
   * Lists the batch feature by feature.
   *
   * @param features that there may be
   * @return how many of them there are
   */
  public int turn(int features) {
    if (turned) {
      return distinct;
    }
    if (places.length < features) {
      places = new int[features];
    }
    if (example.length < size) {
      columns = new int[column.length];
      from = new int[column.length + 1];
      example = new int[column.length];
      x = new float[column.length];
    }
    distinct = 0;
    Arrays.fill(from, 0, Math.min(from.length, size + 1), 0);
    for (int p = 0; p < size; p++) {
      if (places[column[p]] == 0) {
        columns[distinct] = column[p];
        places[column[p]] = ++distinct;
      }
      from[places[column[p]]]++;
    }
    for (int k = 0; k < distinct; k++) {
      from[k + 1] += from[k];
    }
    // From the last one down, so that every end moves to its beginning.
    for (int i = examples - 1; i >= 0; i--) {
      for (int p = start[i]; p < start[i + 1]; p++) {
        int e = --from[places[column[p]]];
        example[e] = i;
        x[e] = value[p];
      }
    }
    // Now from[k + 1] is where feature k begins.
    for (int k = 0; k < distinct; k++) {
      from[k] = from[k + 1];
      places[columns[k]] = 0;
    }
    from[distinct] = size;
    turned = true;
    return distinct;
  }
}

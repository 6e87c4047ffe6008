package org.frostml.kernel;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A sparse layer packed for one example at a time, y = A x + b: without a batch there is nothing to
 * fill registers with, and a row's sum would wait for its last multiply-add at every step. So eight
 * rows go side by side, of nearly the same length, their non-zeros in turn in one stream.
 *
 * <p>Every output is the chain of multiply-adds that {@link Kernels#spmm} runs through in the
 * vector kernels, to the same bits on every machine. Immutable, so any number of threads may share
 * it.
 *
 * <p>Short rows are filled up with zeros times a zero: x and y are arrays with one float after
 * their features, which is 0.
 */
public final class PackedRows {
  private static final int SIDE = 8;

  private final int cols;
  private final int[] order;
  private final float[] bias;
  private final int[] starts;
  private final int[] idx;
  private final float[] values;
  private final float floor;

  /**
   * @param ptr absolute row pointers, as {@link Kernels} has them
   * @param biasAt position in {@code values} of the bias of row 0
   * @param relu whether y = max(A x + b, 0)
   */
  public PackedRows(
      int rows, int cols, int[] ptr, int[] idx, float[] values, int biasAt, boolean relu) {
    this.cols = cols;
    floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    int groups = (rows + SIDE - 1) / SIDE;
    // Rows that there are not stand for the float after the features.
    order =
        IntStream.concat(
                IntStream.range(0, rows)
                    .boxed()
                    .sorted(Comparator.comparingInt(r -> ptr[r + 1] - ptr[r]))
                    .mapToInt(r -> r),
                IntStream.range(rows, groups * SIDE).map(r -> rows))
            .toArray();
    bias = new float[order.length];
    starts = new int[groups + 1];
    for (int i = 0; i < rows; i++) {
      int r = order[i];
      bias[i] = values[biasAt + r];
      // The last of a group is the longest.
      starts[i / SIDE + 1] = SIDE * (ptr[r + 1] - ptr[r]);
    }
    for (int g = 0; g < groups; g++) {
      starts[g + 1] += starts[g];
    }
    this.idx = new int[starts[groups]];
    this.values = new float[starts[groups]];
    for (int i = 0; i < order.length; i++) {
      int first = i < rows ? ptr[order[i]] : 0;
      int count = i < rows ? ptr[order[i] + 1] - first : 0;
      for (int k = 0, at = starts[i / SIDE] + i % SIDE; at < starts[i / SIDE + 1]; k++) {
        this.idx[at] = k < count ? idx[first + k] : cols;
        this.values[at] = k < count ? values[first + k] : 0;
        at += SIDE;
      }
    }
  }

  /** y = f(x). */
  public void multiply(float[] x, float[] y) {
    assert x.length > cols && x[cols] == 0 : "no 0 after " + cols + " features";
    int[] idx = this.idx;
    float[] v = values;
    for (int g = 0; g + 1 < starts.length; g++) {
      int i = g * SIDE;
      float s0 = bias[i];
      float s1 = bias[i + 1];
      float s2 = bias[i + 2];
      float s3 = bias[i + 3];
      float s4 = bias[i + 4];
      float s5 = bias[i + 5];
      float s6 = bias[i + 6];
      float s7 = bias[i + 7];
      int end = starts[g + 1];
      for (int p = starts[g]; p < end - (SIDE - 1); p += SIDE) {
        s0 = Math.fma(v[p], x[idx[p]], s0);
        s1 = Math.fma(v[p + 1], x[idx[p + 1]], s1);
        s2 = Math.fma(v[p + 2], x[idx[p + 2]], s2);
        s3 = Math.fma(v[p + 3], x[idx[p + 3]], s3);
        s4 = Math.fma(v[p + 4], x[idx[p + 4]], s4);
        s5 = Math.fma(v[p + 5], x[idx[p + 5]], s5);
        s6 = Math.fma(v[p + 6], x[idx[p + 6]], s6);
        s7 = Math.fma(v[p + 7], x[idx[p + 7]], s7);
      }
      y[order[i]] = Math.max(s0, floor);
      y[order[i + 1]] = Math.max(s1, floor);
      y[order[i + 2]] = Math.max(s2, floor);
      y[order[i + 3]] = Math.max(s3, floor);
      y[order[i + 4]] = Math.max(s4, floor);
      y[order[i + 5]] = Math.max(s5, floor);
      y[order[i + 6]] = Math.max(s6, floor);
      y[order[i + 7]] = Math.max(s7, floor);
    }
  }
}

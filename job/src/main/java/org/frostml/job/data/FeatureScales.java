package org.frostml.job.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.frostml.FrostException;
import org.frostml.job.spark.Failure;
import org.frostml.job.spark.Wave;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Scaling;
import org.frostml.nn.ValueScale;

/**
 * What the features of a table are scaled by, of its training rows that count. Sums go over the
 * rows of a bundle and then over bundles in order, so that they depend on the rows alone; the
 * squares are about the means, in a pass of their own, so that a large mean cancels nothing.
 */
final class FeatureScales {
  private final JavaRDD<Bundle> bundles;
  private final Inputs inputs;
  private final int width;
  private final int targets;

  FeatureScales(JavaRDD<Bundle> bundles, Inputs inputs, int targets) {
    this.bundles = bundles;
    this.inputs = inputs;
    width = inputs.count();
    this.targets = targets;
  }

  /**
   * Of rows that are kept dense.
   *
   * @param channels that features are of, where these are to be scaled each by itself
   */
  Scaling dense(Scaling.By by, int channels) {
    if (by == Scaling.By.NONE) {
      return new Scaling.None();
    }
    Sums sums = features(null);
    if (by == Scaling.By.WHOLE) {
      Scaling.PerChannel one = perChannel(sums, 1);
      // Where all is one number there is no such scale, and nothing to learn either.
      return one.deviation()[0] == 0 ? one : new Scaling.Whole(one.mean()[0], one.deviation()[0]);
    }
    if (by == Scaling.By.CHANNEL) {
      return perChannel(sums, channels);
    }
    double[] mean = new double[width];
    for (int f = 0; f < width; f++) {
      mean[f] = sums.sum[f] / sums.rows;
    }
    Sums squares = features(mean);
    float[] means = new float[width];
    float[] deviations = new float[width];
    for (int f = 0; f < width; f++) {
      means[f] = (float) mean[f];
      if (sums.least[f] < sums.most[f]) {
        // Rounding must not make a constant of what is none.
        deviations[f] =
            Math.max((float) Math.sqrt(squares.sum[f] / squares.rows), Float.MIN_NORMAL);
      }
    }
    return new Scaling.PerFeature(means, deviations);
  }

  private Scaling.PerChannel perChannel(Sums sums, int channels) {
    int plane = width / channels;
    double numbers = (double) sums.rows * plane;
    double[] mean = new double[width];
    for (int c = 0; c < channels; c++) {
      Arrays.fill(mean, c * plane, (c + 1) * plane, sum(sums, c, plane) / numbers);
    }
    Sums squares = features(mean);
    float[] means = new float[channels];
    float[] deviations = new float[channels];
    for (int c = 0; c < channels; c++) {
      means[c] = (float) mean[c * plane];
      if (!isConstant(sums, c, plane)) {
        deviations[c] = (float) Math.sqrt(sum(squares, c, plane) / numbers);
      }
    }
    return new Scaling.PerChannel(plane, means, deviations);
  }

  private static boolean isConstant(Sums sums, int channel, int plane) {
    float first = sums.least[channel * plane];
    for (int f = channel * plane; f < (channel + 1) * plane; f++) {
      if (sums.least[f] != first || sums.most[f] != first) {
        return false;
      }
    }
    return true;
  }

  private static double sum(Sums sums, int channel, int plane) {
    double sum = 0;
    for (int f = channel * plane; f < (channel + 1) * plane; f++) {
      sum += sums.sum[f];
    }
    return sum;
  }

  /** Of sparse rows: each feature's largest magnitude becomes 1, and 0 stays 0. */
  Scaling sparse(Scaling.By by) {
    if (by == Scaling.By.NONE) {
      return new Scaling.None();
    }
    Sums sums = features(null);
    float[] magnitude = new float[width];
    for (int f = 0; f < width; f++) {
      magnitude[f] = Math.max(Math.abs(sums.least[f]), Math.abs(sums.most[f]));
    }
    return new Scaling.PerFeature(new float[width], magnitude);
  }

  /**
   * Of values that are learnt.
   *
   * @param labels whose names are theirs
   */
  ValueScale values(Labels labels) {
    if (labels.classes()) {
      throw new FrostException(
          "network.loss is of values, but the labels are " + labels.describe());
    }
    Sums sums = total(new TargetSum(inputs, targets, null), targets);
    double[] mean = sums.sum;
    for (int k = 0; k < targets; k++) {
      mean[k] /= sums.rows;
    }
    double[] squares = total(new TargetSum(inputs, targets, mean), targets).sum;
    float[] means = new float[targets];
    float[] deviations = new float[targets];
    for (int k = 0; k < targets; k++) {
      means[k] = (float) mean[k];
      deviations[k] = (float) Math.sqrt(squares[k] / sums.rows);
      if (deviations[k] == 0) {
        throw new FrostException(
            "column "
                + labels.names().get(k)
                + " is "
                + means[k]
                + " in all training rows: there is nothing to learn");
      }
    }
    return new ValueScale(means, deviations);
  }

  private Sums features(double[] mean) {
    return total(new Sum(inputs, targets, mean), width);
  }

  private Sums total(Function<Bundle, Sums> job, int width) {
    JavaRDD<Sums> parts = bundles.map(job);
    int count = parts.getNumPartitions();
    int wave = Wave.shards(parts.context(), Sums.BYTES * Math.max(1, width));
    Sums total = new Sums(width);
    for (int from = 0; from < count; from += wave) {
      int first = from;
      int[] next = IntStream.range(from, Math.min(count, from + wave)).toArray();
      try {
        for (List<Sums> part : parts.collectPartitions(next)) {
          part.forEach(total::add);
        }
      } catch (Exception e) {
        throw Failure.of(e, task -> "the scales of features: part " + (first + task));
      }
    }
    return total;
  }

  /** Takes the training rows of a bundle that count, in order, and says how many they are. */
  private static long counting(
      Bundle bundle, Inputs inputs, int targets, Consumer<RowReader> take) {
    RowReader row = new RowReader(inputs.width(), targets);
    long rows = 0;
    for (int r = 0; r < bundle.size(Bundle.TRAINING); r++) {
      row.read(bundle.row(Bundle.TRAINING, r));
      if (row.weight() > 0) {
        take.accept(row);
        rows++;
      }
    }
    return rows;
  }

  /** By feature. */
  static final class Sums implements Serializable {
    /** Of a feature. */
    static final long BYTES = Double.BYTES + 2 * Float.BYTES;

    private final double[] sum;
    private final float[] least;
    private final float[] most;
    private long rows;

    Sums(int width) {
      sum = new double[width];
      least = new float[width];
      most = new float[width];
    }

    void add(Sums next) {
      for (int f = 0; f < sum.length && next.rows > 0; f++) {
        sum[f] += next.sum[f];
        least[f] = rows == 0 ? next.least[f] : Math.min(least[f], next.least[f]);
        most[f] = rows == 0 ? next.most[f] : Math.max(most[f], next.most[f]);
      }
      rows += next.rows;
    }
  }

  /**
   * @param mean null to sum the values, else the squares of their distances to it
   */
  private record Sum(Inputs inputs, int targets, double[] mean) implements Function<Bundle, Sums> {
    @Override
    public Sums call(Bundle bundle) {
      int width = inputs.count();
      Sums sums = new Sums(width);
      int[] held = new int[width];
      sums.rows = counting(bundle, inputs, targets, row -> take(row, sums, held));
      for (int f = 0; f < width; f++) {
        zeros(sums, f, sums.rows - held[f]);
      }
      return sums;
    }

    private void take(RowReader row, Sums sums, int[] held) {
      for (int i = 0; i < row.stored(); i++) {
        int f = inputs.input(row.place(i));
        if (f < 0) {
          continue;
        }
        float x = row.value(i);
        sums.least[f] = held[f] == 0 ? x : Math.min(sums.least[f], x);
        sums.most[f] = held[f] == 0 ? x : Math.max(sums.most[f], x);
        held[f]++;
        double d = mean == null ? x : (x - mean[f]) * (x - mean[f]);
        sums.sum[f] += d;
      }
    }

    /** What rows do not hold is 0. */
    private void zeros(Sums sums, int f, long zeros) {
      if (zeros > 0) {
        boolean all = zeros == sums.rows;
        sums.least[f] = all ? 0 : Math.min(sums.least[f], 0);
        sums.most[f] = all ? 0 : Math.max(sums.most[f], 0);
        sums.sum[f] += mean == null ? 0 : zeros * mean[f] * mean[f];
      }
    }
  }

  /**
   * @param mean null to sum the values, else the squares of their distances to it
   */
  private record TargetSum(Inputs inputs, int targets, double[] mean)
      implements Function<Bundle, Sums> {
    @Override
    public Sums call(Bundle bundle) {
      Sums sums = new Sums(targets);
      sums.rows = counting(bundle, inputs, targets, row -> take(row, sums));
      return sums;
    }

    private void take(RowReader row, Sums sums) {
      for (int k = 0; k < targets; k++) {
        double y = row.targets()[k];
        sums.sum[k] += mean == null ? y : (y - mean[k]) * (y - mean[k]);
      }
    }
  }
}

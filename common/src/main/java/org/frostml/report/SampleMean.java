package org.frostml.report;

import java.util.List;

/**
 * A mean over seeds and how far they lie apart.
 *
 * @param deviation sqrt(sum (x - mean)^2 / (count - 1)), the sample's; null of a single value
 * @param count of the values that are known
 */
record SampleMean(double mean, Double deviation, int count) {
  /** Of the values that are not null; null if none is. */
  static SampleMean of(List<Double> values) {
    double[] known =
        values.stream().filter(value -> value != null).mapToDouble(value -> value).toArray();
    int count = known.length;
    if (count == 0) {
      return null;
    }
    double sum = 0;
    for (double value : known) {
      sum += value;
    }
    double mean = sum / count;
    double squares = 0;
    for (double value : known) {
      squares += (value - mean) * (value - mean);
    }
    return new SampleMean(mean, count == 1 ? null : Math.sqrt(squares / (count - 1)), count);
  }
}

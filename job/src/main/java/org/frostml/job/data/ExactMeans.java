package org.frostml.job.data;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Means of columns, summed without rounding: the order of rows makes no difference. */
final class ExactMeans implements Serializable {
  private final BigDecimal[] sums;
  private final long[] counts;

  private ExactMeans(int columns) {
    sums = new BigDecimal[columns];
    counts = new long[columns];
    Arrays.fill(sums, BigDecimal.ZERO);
  }

  /** Of the numbers in columns of double that are finite in single precision; NaN for none. */
  static double[] of(Dataset<Row> rows, List<Column> columns) {
    ExactMeans means =
        rows.select(columns.toArray(new Column[0]))
            .javaRDD()
            .aggregate(new ExactMeans(columns.size()), ExactMeans::add, ExactMeans::add);
    double[] all = new double[columns.size()];
    Arrays.setAll(all, means::mean);
    return all;
  }

  private ExactMeans add(Row row) {
    for (int c = 0; c < sums.length; c++) {
      if (!row.isNullAt(c) && Float.isFinite((float) row.getDouble(c))) {
        sums[c] = sums[c].add(new BigDecimal(row.getDouble(c)));
        counts[c]++;
      }
    }
    return this;
  }

  private ExactMeans add(ExactMeans others) {
    for (int c = 0; c < sums.length; c++) {
      sums[c] = sums[c].add(others.sums[c]);
      counts[c] += others.counts[c];
    }
    return this;
  }

  private double mean(int c) {
    return counts[c] == 0
        ? Double.NaN
        : sums[c].divide(BigDecimal.valueOf(counts[c]), MathContext.DECIMAL128).doubleValue();
  }
}

package org.frostml.job.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** The rows of a partition of a shuffled table, as {@link RowBytes} wrote them, part by part. */
final class Bundle implements Serializable {
  /** How many parts there are: trained on, held out of training, test. */
  static final int PARTS = 3;

  static final int TRAINING = 0;
  static final int VALIDATION = 1;
  static final int TEST = 2;

  private final byte[][] rows;

  /** Where each part begins, and the last one ends. */
  private final int[] starts;

  private Bundle(byte[][] rows, int[] starts) {
    this.rows = rows;
    this.starts = starts;
  }

  int size(int part) {
    return starts[part + 1] - starts[part];
  }

  byte[] row(int part, int i) {
    return rows[starts[part] + i];
  }

  /** Of rows of a part and bytes, in the order of parts. */
  static final class Collect implements FlatMapFunction<Iterator<Row>, Bundle> {
    @Override
    public Iterator<Bundle> call(Iterator<Row> sorted) {
      List<byte[]> rows = new ArrayList<>();
      int[] starts = new int[PARTS + 1];
      while (sorted.hasNext()) {
        Row row = sorted.next();
        rows.add(row.getAs(1));
        for (int part = row.getInt(0) + 1; part <= PARTS; part++) {
          starts[part]++;
        }
      }
      return List.of(new Bundle(rows.toArray(new byte[0][]), starts)).iterator();
    }
  }
}

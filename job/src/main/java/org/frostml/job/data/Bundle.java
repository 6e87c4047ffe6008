package org.frostml.job.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** The rows of a partition of a shuffled table, as {@link RowBytes} wrote them, part by part. */
final class Bundle implements Serializable {
  /** How many parts there are: trained on, held out of training, test, invalid. */
  static final int PARTS = 4;

  static final int TRAINING = 0;
  static final int VALIDATION = 1;
  static final int TEST = 2;

  /** Rows that hold nothing. */
  static final int INVALID = 3;

  private final byte[][] rows;

  /** Where each part begins, and the last one ends. */
  private final int[] starts;

  /** Features of the narrowest row and of the widest. */
  private final int narrowest;

  private final int widest;

  private Bundle(byte[][] rows, int[] starts, int narrowest, int widest) {
    this.rows = rows;
    this.starts = starts;
    this.narrowest = narrowest;
    this.widest = widest;
  }

  int narrowest() {
    return narrowest;
  }

  int widest() {
    return widest;
  }

  int size(int part) {
    return starts[part + 1] - starts[part];
  }

  byte[] row(int part, int i) {
    return rows[starts[part] + i];
  }

  /** Of rows of a part, bytes and a width, in the order of parts. */
  static final class Collect implements FlatMapFunction<Iterator<Row>, Bundle> {
    @Override
    public Iterator<Bundle> call(Iterator<Row> sorted) {
      List<byte[]> rows = new ArrayList<>();
      int[] starts = new int[PARTS + 1];
      int narrowest = Integer.MAX_VALUE;
      int widest = 0;
      while (sorted.hasNext()) {
        Row row = sorted.next();
        if (row.getInt(0) != INVALID) {
          narrowest = Math.min(narrowest, row.getInt(2));
          widest = Math.max(widest, row.getInt(2));
        }
        rows.add(row.getAs(1));
        for (int part = row.getInt(0) + 1; part <= PARTS; part++) {
          starts[part]++;
        }
      }
      return List.of(new Bundle(rows.toArray(new byte[0][]), starts, narrowest, widest)).iterator();
    }
  }
}

package org.frostml.job.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

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

  /** A row on its way into a bundle. */
  private record Shuffled(int part, byte[] bytes, int width, long hash) {
    static final Comparator<Shuffled> ORDER =
        Comparator.comparingInt(Shuffled::part)
            .thenComparingLong(Shuffled::hash)
            .thenComparing(Shuffled::bytes, Arrays::compareUnsigned);

    /** Of one whose place Spark uses again. */
    static Shuffled of(InternalRow row) {
      return row.getInt(0) == INVALID
          ? new Shuffled(INVALID, new byte[0], 0, 0)
          : new Shuffled(row.getInt(0), row.getBinary(1), row.getInt(2), row.getLong(3));
    }
  }

  /** Of rows of a part, bytes, a width and a hash, which come in any order. */
  static final class Collect implements FlatMapFunction<Iterator<InternalRow>, Bundle> {
    @Override
    public Iterator<Bundle> call(Iterator<InternalRow> shuffled) {
      List<Shuffled> sorted = new ArrayList<>();
      shuffled.forEachRemaining(row -> sorted.add(Shuffled.of(row)));
      sorted.sort(Shuffled.ORDER);
      byte[][] rows = new byte[sorted.size()][];
      int[] starts = new int[PARTS + 1];
      int narrowest = Integer.MAX_VALUE;
      int widest = 0;
      for (int i = 0; i < rows.length; i++) {
        Shuffled row = sorted.get(i);
        if (row.part != INVALID) {
          narrowest = Math.min(narrowest, row.width);
          widest = Math.max(widest, row.width);
        }
        rows[i] = row.bytes;
        for (int part = row.part + 1; part <= PARTS; part++) {
          starts[part]++;
        }
      }
      return List.of(new Bundle(rows, starts, narrowest, widest)).iterator();
    }
  }
}

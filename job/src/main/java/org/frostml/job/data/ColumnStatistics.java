package org.frostml.job.data;

import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * What one pass over the rows of a table tells of its columns: how many rows fail what is asked of
 * them, which values texts and labels have, which sizes vectors. Of rows that are left out nothing
 * but that is counted. The order of rows makes no difference.
 */
final class ColumnStatistics implements Serializable {
  private final RowChecks.Failures failures;
  private final boolean skips;
  private final int[] most;
  private final List<Set<Object>> values = new ArrayList<>();
  private final int[] least;
  private final int[] largest;

  /**
   * A column whose values are wanted, null not among them.
   *
   * @param most of them that are kept; one more says that there are too many
   */
  record Distinct(Column column, int most) {}

  private ColumnStatistics(InvalidRows invalid, List<Distinct> distinct, int vectors) {
    failures = invalid.checks().none();
    skips = invalid.skips();
    most = distinct.stream().mapToInt(Distinct::most).toArray();
    distinct.forEach(column -> values.add(new HashSet<>()));
    least = new int[vectors];
    largest = new int[vectors];
    Arrays.fill(least, Integer.MAX_VALUE);
  }

  /** Looks at all rows. */
  static ColumnStatistics of(
      Dataset<Row> rows, InvalidRows invalid, List<Distinct> distinct, List<Column> vectors) {
    List<Column> columns = new ArrayList<>(List.of(invalid.checks().failed()));
    distinct.forEach(column -> columns.add(column.column));
    vectors.forEach(
        vector -> columns.add(udf(new VectorSize(), DataTypes.IntegerType).apply(vector)));
    return rows.select(columns.toArray(new Column[0]))
        .javaRDD()
        .aggregate(
            new ColumnStatistics(invalid, distinct, vectors.size()),
            ColumnStatistics::add,
            ColumnStatistics::add);
  }

  private ColumnStatistics add(Row row) {
    if (failures.add(row, 0) && skips) {
      return this;
    }
    int at = 1;
    for (int d = 0; d < most.length; d++, at++) {
      if (!row.isNullAt(at)) {
        add(d, row.get(at));
      }
    }
    for (int v = 0; v < least.length; v++, at++) {
      if (!row.isNullAt(at)) {
        add(v, row.getInt(at), row.getInt(at));
      }
    }
    return this;
  }

  private ColumnStatistics add(ColumnStatistics others) {
    failures.add(others.failures);
    for (int d = 0; d < most.length; d++) {
      for (Object value : others.values.get(d)) {
        add(d, value);
      }
    }
    for (int v = 0; v < least.length; v++) {
      add(v, others.least[v], others.largest[v]);
    }
    return this;
  }

  private void add(int d, Object value) {
    if (values.get(d).size() <= most[d]) {
      values.get(d).add(value);
    }
  }

  private void add(int v, int from, int to) {
    least[v] = Math.min(least[v], from);
    largest[v] = Math.max(largest[v], to);
  }

  RowChecks.Failures failures() {
    return failures;
  }

  /** The values of a column, by its place among those that were wanted. */
  Set<Object> values(int d) {
    return values.get(d);
  }

  /** Whether a column has more values than are kept. */
  boolean hasTooMany(int d) {
    return values.get(d).size() > most[d];
  }

  /** Whether there is a vector in any row of a column. */
  boolean hasVectors(int v) {
    return least[v] <= largest[v];
  }

  /** The size of a column's smallest vector. */
  int least(int v) {
    return least[v];
  }

  /** And of its largest one. */
  int largest(int v) {
    return largest[v];
  }
}

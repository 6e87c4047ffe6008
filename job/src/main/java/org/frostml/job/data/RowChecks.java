package org.frostml.job.data;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.frostml.FrostException;

/** What is asked of every row of a table, and how many rows fail it, in the words of who asks. */
public final class RowChecks {
  /** Letters of a cell that a message shows. */
  private static final int MOST_SHOWN = 200;

  private final String table;
  private final List<Check> checks = new ArrayList<>();

  private record Check(Column fails, String words, Function<Row, String> example) {}

  /**
   * @param table its name, for messages
   */
  public RowChecks(String table) {
    this.table = table;
  }

  /**
   * Asks one thing more.
   *
   * @param fails true for rows that fail it
   * @param words what the table is said to have then: {@code column label has no label}
   * @param example one of these rows, for a person
   */
  public RowChecks add(Column fails, String words, Function<Row, String> example) {
    checks.add(new Check(fails, words, example));
    return this;
  }

  /** Whether a row fails any of them. */
  public Column fails() {
    return coalesce(array_max(each()), lit(false));
  }

  /** An array that says of each whether a row fails it: true, else false or null. */
  Column each() {
    return array(checks.stream().map(Check::fails).toArray(Column[]::new));
  }

  /** Nothing counted yet. */
  Failures none() {
    return new Failures(checks.size());
  }

  /** Looks at all rows. */
  Failures count(Dataset<Row> rows) {
    return rows.select(each())
        .javaRDD()
        .aggregate(
            none(),
            (failures, row) -> {
              failures.add(row, 0);
              return failures;
            },
            Failures::add);
  }

  /** How many rows there are, and how many of them fail what. */
  static final class Failures implements Serializable {
    private final long[] each;
    private long rows;
    private long failing;

    private Failures(int checks) {
      each = new long[checks];
    }

    /**
     * Counts a row, and says whether it fails.
     *
     * @param at the place of {@link RowChecks#each} in it
     */
    boolean add(Row row, int at) {
      List<Boolean> failed = row.getList(at);
      boolean any = false;
      for (int c = 0; c < each.length; c++) {
        if (Boolean.TRUE.equals(failed.get(c))) {
          each[c]++;
          any = true;
        }
      }
      rows++;
      failing += any ? 1 : 0;
      return any;
    }

    Failures add(Failures others) {
      rows += others.rows;
      failing += others.failing;
      for (int c = 0; c < each.length; c++) {
        each[c] += others.each[c];
      }
      return this;
    }

    long rows() {
      return rows;
    }

    /** Rows that fail any check. */
    long failing() {
      return failing;
    }

    /** Rows that fail one. */
    long of(int check) {
      return each[check];
    }
  }

  /** How many rows fail a check, for a person. */
  String words(int check, Failures found) {
    return table
        + ": "
        + checks.get(check).words
        + " in "
        + found.of(check)
        + " of "
        + found.rows()
        + " rows";
  }

  /**
   * The same with one of these rows.
   *
   * @param advice the end of the message
   */
  FrostException refusal(int check, Failures found, Dataset<Row> rows, String advice) {
    List<Row> example = rows.filter(checks.get(check).fails).takeAsList(1);
    if (example.isEmpty()) {
      return otherRows();
    }
    return new FrostException(
        words(check, found)
            + ", for instance "
            + checks.get(check).example.apply(example.get(0))
            + advice);
  }

  private FrostException otherRows() {
    return new FrostException(
        table + ": holds other rows each time it is read: cache it, or save it first");
  }

  /** A cell as a message shows it: of a vector, maybe of an image, the beginning. */
  public static String shown(Object cell) {
    String text = String.valueOf(cell);
    return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
  }

  /** What is wrong with rows of which some fail. */
  public FrostException refusal(Dataset<Row> rows) {
    Failures found = count(rows);
    for (int c = 0; c < checks.size(); c++) {
      if (found.of(c) > 0) {
        return refusal(c, found, rows, "");
      }
    }
    return otherRows();
  }
}

package org.frostml.job.data;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.frostml.FrostException;
import org.frostml.job.spark.Failure;

/** What is asked of every row of a table, and how many rows fail it, in the words of who asks. */
public final class RowChecks {
  /** Letters of a cell that a message shows. */
  private static final int MOST_SHOWN = 200;

  private final String table;
  private final List<Check> checks = new ArrayList<>();

  /**
   * One thing that is asked.
   *
   * @param number what must be finite in single precision, or null where something else is asked
   */
  private record Check(Column number, Column fails, String words, Function<Row, String> example) {}

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
    checks.add(new Check(null, fails, words, example));
    return this;
  }

  /**
   * Asks for a number that is neither null nor NaN nor infinite, as it is computed with: 1e300 is.
   *
   * @param number of double
   */
  void addNumber(Column number, String words, Function<Row, String> example) {
    checks.add(new Check(number, not(isFinite(number)), words, example));
  }

  /** Whether a number is neither null nor NaN, which to Spark is larger still, nor infinite. */
  static Column isFinite(Column value) {
    Column finite = abs(value.cast(DataTypes.FloatType)).lt(Float.POSITIVE_INFINITY);
    return coalesce(finite, lit(false));
  }

  /** Whether a row fails any of them. */
  public Column fails() {
    return failed().isNotNull();
  }

  /** The places of those that a row fails, as an array, or null. */
  Column failed() {
    int[] numbers = places(true);
    int[] conditions = places(false);
    return udf(
            new FailedChecks(numbers, conditions), DataTypes.createArrayType(DataTypes.IntegerType))
        .apply(
            array(columns(numbers, Check::number, lit(0.0))),
            array(columns(conditions, Check::fails, lit(false))));
  }

  private int[] places(boolean ofNumbers) {
    return IntStream.range(0, checks.size())
        .filter(c -> checks.get(c).number != null == ofNumbers)
        .toArray();
  }

  /** Those of some checks; one that is not looked at where there are none, for an array's type. */
  private Column[] columns(int[] places, Function<Check, Column> column, Column none) {
    return places.length == 0
        ? new Column[] {none}
        : Arrays.stream(places)
            .mapToObj(place -> column.apply(checks.get(place)))
            .toArray(Column[]::new);
  }

  /** Nothing counted yet. */
  Failures none() {
    return new Failures(checks.size());
  }

  /** Looks at all rows. */
  Failures count(Dataset<Row> rows) {
    return rows.select(failed())
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
     * @param at the place of {@link RowChecks#failed} in it
     */
    boolean add(Row row, int at) {
      rows++;
      if (row.isNullAt(at)) {
        return false;
      }
      for (int check : row.<Integer>getList(at)) {
        each[check]++;
      }
      failing++;
      return true;
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
    try {
      Failures found = count(rows);
      for (int c = 0; c < checks.size(); c++) {
        if (found.of(c) > 0) {
          return refusal(c, found, rows, "");
        }
      }
    } catch (Exception e) {
      throw Failure.ofRows(e, table);
    }
    return otherRows();
  }
}

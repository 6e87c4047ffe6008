package org.frostml.job.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.StringJoiner;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.frostml.FrostException;
import org.frostml.config.TableConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of the rows of a table that lack something: {@code data.invalid}. */
final class InvalidRows {
  private static final Logger LOG = LoggerFactory.getLogger(InvalidRows.class);

  /** Cells of a row that a message shows. */
  private static final int SHOWN = 8;

  private final TableConfig.Invalid mode;
  private final RowChecks checks;
  private final List<Asked> asked = new ArrayList<>();

  /**
   * What a check is of.
   *
   * @param fills whether what is missing can be imputed
   * @param advice what to do about data.invalid
   */
  private record Asked(String column, boolean fills, String advice) {}

  InvalidRows(String table, TableConfig.Invalid mode) {
    this.mode = mode;
    checks = new RowChecks(table);
  }

  /** Asks for numbers: neither null nor NaN nor infinite. */
  void number(String name, String inner) {
    asked.add(new Asked(name, true, "set"));
    checks.addNumber(col(inner), words(name, "a finite number"), this::example);
  }

  void weight(String name, String inner) {
    Column value = col(inner);
    add(name, not(RowChecks.isFinite(value)).or(value.lt(0)), "a finite weight >= 0", false);
  }

  /**
   * Asks for the label of a class.
   *
   * @param fractional whether the column is of double
   */
  void className(String name, String inner, boolean fractional) {
    Column label = col(inner);
    add(name, fractional ? label.isNull().or(label.isNaN()) : label.isNull(), "a label", false);
  }

  /** Asks for a value to be learnt. */
  void value(String name, String inner) {
    add(name, not(RowChecks.isFinite(col(inner))), "a finite label", false);
  }

  /** Asks for a label that holds or not, or a share of it. */
  void truth(String name, String inner) {
    Column share = col(inner);
    add(
        name,
        not(RowChecks.isFinite(share)).or(share.lt(0)).or(share.gt(1)),
        "a label from 0 to 1",
        false);
  }

  void text(String name, String inner) {
    add(name, col(inner).isNull(), "a value", true);
  }

  /**
   * Asks for a vector.
   *
   * @param size that it must have, where that is known
   */
  void vector(String name, String inner, OptionalInt size) {
    Column vector = col(inner);
    String numbers = size.isPresent() ? size.getAsInt() + " finite numbers" : "finite numbers";
    add(
        name,
        vector.isNull().or(not(FiniteVector.of(vector, size))),
        "a vector of " + numbers,
        false);
  }

  /**
   * Asks for what a model was trained on.
   *
   * @param seen true for rows that have it
   */
  void seen(String name, Column seen, String what, boolean fills) {
    asked.add(new Asked(name, fills, "train with"));
    check(name, not(seen), what + " that was seen in training");
  }

  private void add(String name, Column lacks, String what, boolean fills) {
    asked.add(new Asked(name, fills, "set"));
    check(name, lacks, what);
  }

  private void check(String name, Column lacks, String what) {
    checks.add(lacks, words(name, what), this::example);
  }

  private static String words(String name, String what) {
    return "column " + name + " lacks " + what;
  }

  /** The first cells of a row, which are those that something is asked of, under their names. */
  private String example(Row row) {
    StringJoiner cells = new StringJoiner(", ", "in (", asked.size() > SHOWN ? ", ...)" : ")");
    for (int c = 0; c < Math.min(SHOWN, asked.size()); c++) {
      cells.add(asked.get(c).column + " " + RowChecks.shown(row.get(c)));
    }
    return cells.toString();
  }

  RowChecks checks() {
    return checks;
  }

  /** Whether rows that lack something are left out. */
  boolean skips() {
    return mode == TableConfig.Invalid.SKIP;
  }

  /**
   * Says what was found.
   *
   * @throws FrostException if something is missing, and is neither to be skipped nor imputed
   */
  void judge(RowChecks.Failures found, Dataset<Row> rows) {
    for (int c = 0; c < asked.size(); c++) {
      if (found.of(c) > 0) {
        boolean fills = mode == TableConfig.Invalid.IMPUTE && asked.get(c).fills;
        if (!fills && !skips()) {
          String or = asked.get(c).fills ? " or impute" : "";
          String advice = ": " + asked.get(c).advice + " data.invalid = skip" + or;
          throw checks.refusal(c, found, rows, advice);
        }
        LOG.warn("{}: {}", checks.words(c, found), fills ? "imputed" : "left out");
      }
    }
  }

  /**
   * Rows that are used.
   *
   * @param count how many they are
   */
  record Used(Dataset<Row> rows, long count) {}

  /**
   * Looks at all rows, and leaves out those that are to be.
   *
   * @throws FrostException if something is missing, and is neither to be skipped nor imputed
   */
  Used use(Dataset<Row> rows) {
    RowChecks.Failures found = checks.count(rows);
    judge(found, rows);
    long count = skips() ? found.rows() - found.failing() : found.rows();
    return new Used(used(rows, found), count);
  }

  /** The rows that are used. */
  Dataset<Row> used(Dataset<Row> rows, RowChecks.Failures found) {
    return skips() && found.failing() > 0 ? rows.filter(not(checks.fails())) : rows;
  }
}

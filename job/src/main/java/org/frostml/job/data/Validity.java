package org.frostml.job.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.frostml.FrostException;
import org.frostml.config.TableConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which rows of a table lack what, and what becomes of them. */
final class Validity {
  private static final Logger LOG = LoggerFactory.getLogger(Validity.class);
  private static final int SHOWN = 8;

  private final String table;
  private final TableConfig.Invalid mode;
  private final Map<String, Check> checks = new LinkedHashMap<>();

  /**
   * What is asked of a column.
   *
   * @param lacks true for rows that lack it
   * @param what it lacks, for a person
   * @param fills whether it can be imputed
   */
  private record Check(Column lacks, String what, boolean fills) {}

  Validity(String table, TableConfig.Invalid mode) {
    this.table = table;
    this.mode = mode;
  }

  /** Asks for numbers: neither null nor NaN nor infinite. */
  Validity number(String name, String inner, boolean fills) {
    Column value = col(inner);
    Column lacks =
        value
            .isNull()
            .or(value.isNaN())
            .or(value.equalTo(Double.POSITIVE_INFINITY))
            .or(value.equalTo(Double.NEGATIVE_INFINITY));
    checks.put(name, new Check(lacks, "a finite number", fills));
    return this;
  }

  Validity weight(String name, String inner) {
    Column value = col(inner);
    Column lacks =
        value
            .isNull()
            .or(value.isNaN())
            .or(value.lt(0))
            .or(value.equalTo(Double.POSITIVE_INFINITY));
    checks.put(name, new Check(lacks, "a finite weight >= 0", false));
    return this;
  }

  Validity label(String name, String inner, boolean number) {
    Column lacks = number ? col(inner).isNull().or(col(inner).isNaN()) : col(inner).isNull();
    checks.put(name, new Check(lacks, "a label", false));
    return this;
  }

  Validity present(String name, String inner, String what, boolean fills) {
    checks.put(name, new Check(col(inner).isNull(), what, fills));
    return this;
  }

  /**
   * What was found.
   *
   * @param rows those that are used
   * @param toFill columns of which rows lack something that is to be imputed
   * @param count of those that are used
   */
  record Checked(Dataset<Row> rows, List<String> toFill, long count) {}

  /**
   * Looks at all rows, and leaves out those that are to be; says what was found.
   *
   * @throws FrostException if something is missing, and is neither to be skipped nor imputed
   */
  Checked check(Dataset<Row> rows) {
    List<Column> counts = new ArrayList<>();
    Column skipped = lit(false);
    for (Check check : checks.values()) {
      counts.add(count(when(check.lacks, 1)));
      skipped = skipped.or(lit(mode == TableConfig.Invalid.SKIP).and(check.lacks));
    }
    counts.add(count(when(skipped, 1)));
    Row found = rows.agg(count(lit(1)), counts.toArray(new Column[0])).first();
    List<String> toFill = new ArrayList<>();
    Dataset<Row> left = rows;
    int at = 0;
    for (Map.Entry<String, Check> entry : checks.entrySet()) {
      Check check = entry.getValue();
      long lacking = found.getLong(++at);
      if (lacking > 0) {
        String words =
            table
                + ": column "
                + entry.getKey()
                + " lacks "
                + check.what
                + " in "
                + lacking
                + " of "
                + found.getLong(0)
                + " rows";
        boolean fills = mode == TableConfig.Invalid.IMPUTE && check.fills;
        if (fills) {
          toFill.add(entry.getKey());
        } else if (mode == TableConfig.Invalid.SKIP) {
          left = left.filter(check.lacks.unary_$bang());
        } else {
          throw new FrostException(
              words
                  + ", for instance in "
                  + example(rows.filter(check.lacks))
                  + ": set data.invalid = skip"
                  + (check.fills ? " or impute" : ""));
        }
        LOG.warn("{}: {}", words, fills ? "imputed" : "left out");
      }
    }
    return new Checked(left, toFill, found.getLong(0) - found.getLong(++at));
  }

  private String example(Dataset<Row> lacking) {
    Row row = lacking.first();
    StringJoiner cells = new StringJoiner(", ", "(", row.size() > SHOWN ? ", ...)" : ")");
    int shown = 0;
    for (Map.Entry<String, Check> entry : checks.entrySet()) {
      if (shown < Math.min(SHOWN, row.size())) {
        cells.add(entry.getKey() + " " + row.get(shown++));
      }
    }
    return cells.toString();
  }
}

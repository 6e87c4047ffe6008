package org.frostml.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rint;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.frostml.job.data.FiniteVector;
import org.frostml.job.data.RowChecks;
import org.frostml.job.data.ShuffledRows;
import org.frostml.nn.Labels;

/** What a fit asks of every row, and the words for a row that fails. */
final class FitChecks {
  /** The columns of checked rows, beside those of {@link ShuffledRows}. */
  static final String LABEL = "label";

  static final String HELD_OUT = "heldOut";

  private final RowChecks checks = new RowChecks(Settings.TABLE);

  private FitChecks() {}

  /** Those of an estimator's rows. */
  static RowChecks of(FrostEstimator<?> params) {
    FitChecks asked = new FitChecks();
    asked.features(params.getFeaturesCol());
    if (params.declared().isOfClasses()) {
      asked.classes(params.getLabelCol());
    } else {
      asked.number(params.getLabelCol(), LABEL, "no label", "a label that is no finite float32");
    }
    String weight = Settings.column(params, "weightCol");
    if (!weight.isEmpty()) {
      asked.number(weight, ShuffledRows.WEIGHT, "no weight", "a weight that is no finite number");
      asked.add(col(ShuffledRows.WEIGHT).lt(0), weight, ShuffledRows.WEIGHT, "a weight below 0");
    }
    String heldOut = Settings.column(params, "validationIndicatorCol");
    if (!heldOut.isEmpty()) {
      asked.add(col(HELD_OUT).isNull(), heldOut, HELD_OUT, "neither true nor false");
    }
    return asked.checks;
  }

  private void features(String column) {
    Column vector = col(ShuffledRows.FEATURES);
    add(vector.isNull(), column, ShuffledRows.FEATURES, "no vector");
    add(
        not(FiniteVector.of(vector)),
        column,
        ShuffledRows.FEATURES,
        "a feature that is no finite float32");
  }

  private void classes(String column) {
    number(column, LABEL, "no label", "a label that is no finite number");
    Column label = col(LABEL);
    add(
        label.lt(0).or(label.notEqual(rint(label))),
        column,
        LABEL,
        "a label that is no class 0, 1, 2, ... (text and other numbers: StringIndexer)");
    add(
        label.geq(Labels.MOST_CLASSES),
        column,
        LABEL,
        "a label of " + Labels.MOST_CLASSES + " or more: these are values, for FrostRegressor");
  }

  private void number(String column, String inner, String none, String notFinite) {
    Column single = col(inner).cast(DataTypes.FloatType);
    Column infinite =
        single.equalTo(Float.POSITIVE_INFINITY).or(single.equalTo(Float.NEGATIVE_INFINITY));
    add(col(inner).isNull(), column, inner, none);
    add(single.isNaN().or(infinite), column, inner, notFinite);
  }

  private static String shown(Row row) {
    return IntStream.range(0, row.size())
        .mapToObj(c -> RowChecks.shown(row.get(c)))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /**
   * Asks one thing more.
   *
   * @param inner the column in checked rows
   * @param has what the column is said to have in rows that fail
   */
  private void add(Column fails, String column, String inner, String has) {
    checks.add(
        fails,
        "column " + column + " has " + has,
        row -> RowChecks.shown(row.getAs(inner)) + " in " + shown(row));
  }
}

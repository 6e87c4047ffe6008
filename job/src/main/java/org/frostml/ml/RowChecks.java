package org.frostml.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.frostml.FrostException;
import org.frostml.job.data.Frame;
import org.frostml.job.data.VectorSize;
import org.frostml.job.spark.Failure;

/** What is asked of every row before training, in one job, and the words for a row that fails. */
final class RowChecks {
  /** The columns of checked rows, beside those of {@link Frame}. */
  static final String LABEL = "label";

  static final String HELD_OUT = "heldOut";

  /** The most classes that are taken for classes. */
  private static final int MOST_CLASSES = 10_000;

  private final List<Check> checks = new ArrayList<>();

  /**
   * A demand.
   *
   * @param fails true for rows that do not meet it
   * @param column that it is of
   * @param inner that column in checked rows
   * @param words what the column is said to have
   */
  private record Check(Column fails, String column, String inner, String words) {}

  /**
   * What was found.
   *
   * @param features that every row has
   * @param labels one more than the largest label
   */
  record Found(int features, int labels) {}

  RowChecks features(String column) {
    Column vector = col(Frame.FEATURES);
    demand(vector.isNull(), column, Frame.FEATURES, "no vector");
    Column finite = udf(new Finite(), DataTypes.BooleanType).apply(vector);
    return demand(not(finite), column, Frame.FEATURES, "a feature that is no finite float32");
  }

  RowChecks classes(String column) {
    number(column, LABEL, "no label", "a label that is no finite number");
    Column label = col(LABEL);
    demand(
        label.lt(0).or(label.notEqual(rint(label))),
        column,
        LABEL,
        "a label that is no class 0, 1, 2, ... (text and other numbers: StringIndexer)");
    return demand(
        label.geq(MOST_CLASSES),
        column,
        LABEL,
        "a label of " + MOST_CLASSES + " or more: these are values, for FrostRegressor");
  }

  RowChecks values(String column) {
    return number(column, LABEL, "no label", "a label that is no finite float32");
  }

  RowChecks weights(String column) {
    number(column, Frame.WEIGHT, "no weight", "a weight that is no finite number");
    return demand(col(Frame.WEIGHT).lt(0), column, Frame.WEIGHT, "a weight below 0");
  }

  RowChecks heldOut(String column) {
    return demand(col(HELD_OUT).isNull(), column, HELD_OUT, "neither true nor false");
  }

  private RowChecks number(String column, String inner, String none, String notFinite) {
    Column single = col(inner).cast(DataTypes.FloatType);
    Column infinite =
        single.equalTo(Float.POSITIVE_INFINITY).or(single.equalTo(Float.NEGATIVE_INFINITY));
    demand(col(inner).isNull(), column, inner, none);
    return demand(single.isNaN().or(infinite), column, inner, notFinite);
  }

  private RowChecks demand(Column fails, String column, String inner, String words) {
    checks.add(new Check(fails, column, inner, words));
    return this;
  }

  /**
   * Looks at all rows.
   *
   * @throws FrostException if one fails
   */
  Found of(Dataset<Row> rows) {
    Column size = udf(new VectorSize(), DataTypes.IntegerType).apply(col(Frame.FEATURES));
    List<Column> sums = new ArrayList<>(List.of(min(size), max(size), max(col(LABEL))));
    checks.forEach(check -> sums.add(count(when(check.fails, 1))));
    try {
      Row found = rows.agg(count(lit(1)), sums.toArray(new Column[0])).first();
      for (int c = 0; c < checks.size(); c++) {
        long failed = found.getLong(4 + c);
        if (failed > 0) {
          throw failure(checks.get(c), failed, found.getLong(0), rows);
        }
      }
      return found(found);
    } catch (FrostException e) {
      throw e;
    } catch (Exception e) {
      throw Failure.ofRows(e, Settings.TABLE);
    }
  }

  private Found found(Row found) {
    if (found.getLong(0) == 0) {
      throw new FrostException(Settings.TABLE + " has no rows to train on");
    }
    int least = found.getInt(1);
    int most = found.getInt(2);
    if (least != most || most == 0) {
      throw new FrostException(
          Settings.TABLE
              + ": column "
              + checks.get(0).column
              + (most == 0
                  ? " has vectors without features"
                  : " has vectors of "
                      + least
                      + " to "
                      + most
                      + " features; all must have the same size"));
    }
    // Of values it says nothing, and may be too large for an int.
    return new Found(most, (int) found.getDouble(3) + 1);
  }

  private FrostException failure(Check check, long failed, long all, Dataset<Row> rows) {
    Row example = rows.filter(check.fails).first();
    return new FrostException(
        Settings.TABLE
            + ": column "
            + check.column
            + " has "
            + check.words
            + " in "
            + failed
            + " of "
            + all
            + " rows, for instance "
            + example.getAs(check.inner)
            + " in "
            + example);
  }

  /** Whether all values are finite in single precision. */
  private static final class Finite implements UDF1<Vector, Boolean>, Serializable {
    @Override
    public Boolean call(Vector vector) {
      if (vector == null) {
        return true;
      }
      double[] values = vector instanceof SparseVector sparse ? sparse.values() : vector.toArray();
      for (double value : values) {
        if (!Float.isFinite((float) value)) {
          return false;
        }
      }
      return true;
    }
  }
}

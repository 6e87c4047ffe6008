package org.frostml.ml;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.ml.PredictorParams;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.frostml.FrostException;
import org.frostml.job.data.NamedColumns;

/** The columns of a table that params name, and those that a model adds. */
record TableSchema(StructType schema) {
  private static final NamedColumns.Words WORDS =
      new NamedColumns.Words(Settings.TABLE + " has", "column");

  NamedColumns columns() {
    return new NamedColumns(
        schema, WORDS, place -> col("`" + schema.fieldNames()[place].replace("`", "``") + "`"));
  }

  /** A column of features, as vectors. */
  Column features(PredictorParams params) {
    return columns().vector(params.getFeaturesCol(), "featuresCol");
  }

  /** With one more column, unless its name is empty. */
  TableSchema with(String name, String param, DataType type) {
    return with(name, param, type, Metadata.empty());
  }

  /** With one more column that says something of itself. */
  TableSchema with(String name, String param, DataType type, Metadata about) {
    if (name.isEmpty()) {
      return this;
    }
    // To Spark names that differ in case are one, unless a session says otherwise.
    for (String there : schema.fieldNames()) {
      if (there.equalsIgnoreCase(name)) {
        throw new FrostException(
            Settings.TABLE + " has a column " + there + " already: name another " + param);
      }
    }
    return new TableSchema(schema.add(name, type, true, about));
  }
}

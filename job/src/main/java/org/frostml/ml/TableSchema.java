package org.frostml.ml;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.PredictorParams;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.frostml.FrostException;
import org.frostml.config.Configs;

/** The columns of a table by name, and what is demanded of them before any job. */
record TableSchema(StructType schema) {
  /** A column of features, as vectors. */
  Column features(PredictorParams params) {
    String name = params.getFeaturesCol();
    DataType type = require(name, "featuresCol").dataType();
    if (type.equals(SQLDataTypes.VectorType())) {
      return column(name);
    }
    if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
      return functions.array_to_vector(column(name));
    }
    throw wrong(name, "featuresCol", type, "a vector or an array of numbers");
  }

  /** A column of numbers, as doubles. */
  Column number(String name, String param) {
    DataType type = require(name, param).dataType();
    if (!(type instanceof NumericType)) {
      throw wrong(name, param, type, "a number");
    }
    return column(name).cast(DataTypes.DoubleType);
  }

  /** A column that is true, or not 0. */
  Column flag(String name, String param) {
    DataType type = require(name, param).dataType();
    if (!(type instanceof NumericType || type instanceof BooleanType)) {
      throw wrong(name, param, type, "a boolean or a number");
    }
    return column(name).cast(DataTypes.BooleanType);
  }

  StructField require(String name, String param) {
    List<String> names = Arrays.asList(schema.fieldNames());
    int at = names.indexOf(name);
    if (at < 0) {
      throw new FrostException(
          Settings.TABLE
              + " has no column "
              + name
              + ", named by "
              + param
              + Configs.didYouMean(name, names)
              + "; its columns: "
              + String.join(", ", names));
    }
    return schema.fields()[at];
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
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new FrostException(
          Settings.TABLE + " has a column " + name + " already: name another " + param);
    }
    return new TableSchema(schema.add(name, type, true, about));
  }

  private static Column column(String name) {
    return org.apache.spark.sql.functions.col("`" + name.replace("`", "``") + "`");
  }

  private static FrostException wrong(String name, String param, DataType type, String wanted) {
    return new FrostException(
        "column "
            + name
            + " of "
            + param
            + " must be "
            + wanted
            + ", but is of type "
            + type.simpleString());
  }
}

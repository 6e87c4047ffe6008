package org.frostml.job.data;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.mllib.linalg.VectorUDT;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.config.Suggestion;

/**
 * The columns of a table by their names, each cast to what it is used as; one that is not there, or
 * cannot be used so, is refused in the words of who asks, before any job.
 */
public final class NamedColumns {
  /** As many names as a message shows. */
  private static final int SHOWN = 20;

  private final StructType schema;
  private final Words words;
  private final IntFunction<Column> at;

  /**
   * How messages begin.
   *
   * @param has of a column that is not there: {@code the table has}
   * @param column of one that cannot be used: {@code column}
   */
  public record Words(String has, String column) {}

  /**
   * @param at the column at a place
   */
  public NamedColumns(StructType schema, Words words, IntFunction<Column> at) {
    this.schema = schema;
    this.words = words;
    this.at = at;
  }

  public StructType schema() {
    return schema;
  }

  List<String> names() {
    return Arrays.asList(schema.fieldNames());
  }

  /**
   * The place of a column: the one of that very name, or the only one that differs in case.
   *
   * @param key that names it, for messages
   */
  int place(String name, String key) {
    int exact = names().indexOf(name);
    if (exact >= 0) {
      return exact;
    }
    List<String> alike = names().stream().filter(name::equalsIgnoreCase).toList();
    if (alike.size() == 1) {
      return names().indexOf(alike.get(0));
    }
    throw new FrostException(
        words.has
            + (alike.isEmpty() ? " no column " + name : " columns " + String.join(" and ", alike))
            + ", named by "
            + key
            + (alike.isEmpty() ? Suggestion.of(name, names()) + shown() : ""));
  }

  /** The columns' names, for a message. */
  String shown() {
    return "; its columns: " + Text.first(names(), SHOWN);
  }

  public StructField field(String name, String key) {
    return schema.fields()[place(name, key)];
  }

  /** A column as it is. */
  Column column(String name, String key) {
    return at.apply(place(name, key));
  }

  /** A column of numbers, as doubles. */
  public Column number(String name, String key) {
    require(isNumber(type(name, key)), name, key, "a number");
    return column(name, key).cast(DataTypes.DoubleType);
  }

  /** The same, where true is 1 and false 0. */
  Column numberOrTruth(String name, String key) {
    requireTruth(name, key);
    return column(name, key).cast(DataTypes.DoubleType);
  }

  /** A column that is true, or not 0. */
  public Column truth(String name, String key) {
    requireTruth(name, key);
    return column(name, key).cast(DataTypes.BooleanType);
  }

  private void requireTruth(String name, String key) {
    DataType type = type(name, key);
    require(isNumber(type) || type instanceof BooleanType, name, key, "a boolean or a number");
  }

  /** A column of vectors, or of arrays of numbers, as vectors. */
  public Column vector(String name, String key) {
    DataType type = type(name, key);
    require(isVector(type) || isArray(type), name, key, "a vector or an array of numbers");
    Column column = column(name, key);
    // Which does not ask whether there is one.
    return isVector(type)
        ? column
        : when(column.isNotNull(), functions.array_to_vector(numbers(column, (ArrayType) type)));
  }

  /** What is missing in an array is NaN in a vector. */
  private static Column numbers(Column array, ArrayType type) {
    return type.containsNull()
        ? transform(array, x -> coalesce(x.cast(DataTypes.DoubleType), lit(Double.NaN)))
        : array;
  }

  private DataType type(String name, String key) {
    return field(name, key).dataType();
  }

  static boolean isNumber(DataType type) {
    return type instanceof NumericType;
  }

  static boolean isVector(DataType type) {
    return type.equals(SQLDataTypes.VectorType());
  }

  /** Whether it is one of numbers. */
  static boolean isArray(DataType type) {
    return type instanceof ArrayType array && isNumber(array.elementType());
  }

  private void require(boolean fits, String name, String key, String wanted) {
    if (!fits) {
      throw new FrostException(
          words.column
              + " "
              + name
              + " of "
              + key
              + " must be "
              + wanted
              + ", but is of type "
              + shown(type(name, key)));
    }
  }

  private static String shown(DataType type) {
    return type instanceof VectorUDT
        ? "vector of spark.mllib: MLUtils.convertVectorColumnsToML makes it one of spark.ml"
        : type.simpleString();
  }
}

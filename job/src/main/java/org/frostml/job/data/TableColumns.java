package org.frostml.job.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.frostml.FrostException;
import org.frostml.config.Configs;

/**
 * The columns of a table by their names, whatever characters these are of and however alike they
 * are: inside they go by their places.
 */
final class TableColumns {
  private final String table;
  private final Dataset<Row> placed;
  private final List<StructField> fields;

  /**
   * @param table its name, for messages
   */
  TableColumns(Dataset<Row> rows, String table) {
    this.table = table;
    fields = Arrays.asList(rows.schema().fields());
    String[] places = new String[fields.size()];
    Arrays.setAll(places, TableColumns::place);
    placed = rows.toDF(places);
  }

  private static String place(int column) {
    return "t" + column;
  }

  StructType schema() {
    return new StructType(fields.toArray(new StructField[0]));
  }

  /** The rows, columns called by their places. */
  Dataset<Row> rows() {
    return placed;
  }

  List<String> names() {
    return fields.stream().map(StructField::name).toList();
  }

  boolean has(String name) {
    return names().stream().anyMatch(name::equalsIgnoreCase);
  }

  /**
   * The place of a column: the one of that very name, or the only one that differs in case.
   *
   * @param key that names it, for messages
   */
  private int find(String name, String key) {
    int exact = names().indexOf(name);
    if (exact >= 0) {
      return exact;
    }
    List<String> alike = names().stream().filter(name::equalsIgnoreCase).toList();
    if (alike.size() == 1) {
      return names().indexOf(alike.get(0));
    }
    throw new FrostException(
        table
            + ": has "
            + (alike.isEmpty() ? "no column " + name : "columns " + String.join(" and ", alike))
            + ", named by "
            + key
            + (alike.isEmpty() ? Configs.didYouMean(name, names()) + columns() : ""));
  }

  private String columns() {
    return "; its columns: "
        + names().stream().limit(20).collect(Collectors.joining(", "))
        + (fields.size() > 20 ? ", ..." : "");
  }

  /**
   * The columns of names and patterns, in that order, those of a pattern by name.
   *
   * @param except names and patterns that are left out
   * @param others columns that are left out of patterns
   */
  List<String> select(List<String> patterns, List<String> except, Set<String> others) {
    Set<String> out = new LinkedHashSet<>();
    for (String pattern : except) {
      out.addAll(matching(pattern, "data.except"));
    }
    Set<String> selected = new LinkedHashSet<>();
    for (String pattern : patterns) {
      for (String name : matching(pattern, "data.features")) {
        if (!out.contains(name) && !(isPattern(pattern) && others.contains(name))) {
          selected.add(name);
        }
      }
    }
    if (selected.isEmpty()) {
      throw new FrostException(table + ": data.features = " + patterns + " leaves no column");
    }
    return List.copyOf(selected);
  }

  private static boolean isPattern(String name) {
    return name.contains("*");
  }

  private List<String> matching(String pattern, String key) {
    if (!isPattern(pattern)) {
      return List.of(names().get(find(pattern, key)));
    }
    String regex =
        Arrays.stream(pattern.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    List<String> names =
        names().stream().filter(name -> name.matches("(?s)" + regex)).sorted().toList();
    if (names.isEmpty()) {
      throw new FrostException(table + ": no column matches " + pattern + " in " + key + columns());
    }
    return names;
  }

  /** The name as the table has it. */
  String name(String name, String key) {
    return names().get(find(name, key));
  }

  private DataType type(String name) {
    return fields.get(find(name, "a column")).dataType();
  }

  private Column column(String name) {
    return col(place(find(name, "a column")));
  }

  /** What a column of features is, before its categories are counted. */
  Encoding.Kind kind(String name) {
    DataType type = type(name);
    if (type instanceof NumericType || type instanceof BooleanType) {
      return Encoding.Kind.NUMBER;
    }
    if (isText(type)) {
      return Encoding.Kind.CATEGORY;
    }
    if (isVector(type)
        || type instanceof ArrayType array && array.elementType() instanceof NumericType) {
      return Encoding.Kind.VECTOR;
    }
    throw new FrostException(
        table
            + ": column "
            + name
            + " is of type "
            + type.simpleString()
            + "; features are numbers, booleans, texts, dates, arrays of numbers or vectors: leave it"
            + " out by data.except");
  }

  boolean isNumber(String name) {
    return type(name) instanceof NumericType;
  }

  private static boolean isText(DataType type) {
    return type instanceof StringType
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  private static boolean isVector(DataType type) {
    return type.equals(SQLDataTypes.VectorType());
  }

  /** A column of features as the pipeline takes it: a double, a text, a vector. */
  Column feature(String name, Encoding.Kind kind) {
    return switch (kind) {
      case NUMBER ->
          isText(type(name))
              ? column(name).try_cast(DataTypes.DoubleType)
              : column(name).cast(DataTypes.DoubleType);
      case CATEGORY, HASHED -> column(name).cast(DataTypes.StringType);
      case VECTOR -> isVector(type(name)) ? column(name) : functions.array_to_vector(column(name));
    };
  }

  /** A column as a number; booleans are 0 and 1. */
  Column number(String name, String key) {
    DataType type = type(name);
    if (!(type instanceof NumericType || type instanceof BooleanType)) {
      throw new FrostException(
          table
              + ": column "
              + name
              + " of "
              + key
              + " must be of numbers, but is of type "
              + type.simpleString());
    }
    return column(name).cast(DataTypes.DoubleType);
  }

  /** A column of classes: numbers as doubles, all else as texts. */
  Column label(String name) {
    DataType type = type(name);
    return column(name)
        .cast(type instanceof NumericType ? DataTypes.DoubleType : DataTypes.StringType);
  }

  /** A column of weights, or 1. */
  Column weight(String name) {
    return name.isEmpty() ? lit(1.0) : number(name, "data.weight");
  }

  /** Any columns, for a hash of what they hold that formats agree on. */
  Column[] hashed(List<String> names) {
    return names.stream().map(this::hashed).toArray(Column[]::new);
  }

  private Column hashed(String name) {
    DataType type = type(name);
    if (type instanceof NumericType) {
      // Without a sign where it is zero.
      return column(name).cast(DataTypes.FloatType).plus(lit(0f));
    }
    return isVector(type) || type instanceof ArrayType
        ? udf(new RowBytes.OfVector(), DataTypes.BinaryType)
            .apply(feature(name, Encoding.Kind.VECTOR))
        : column(name).cast(DataTypes.StringType);
  }
}

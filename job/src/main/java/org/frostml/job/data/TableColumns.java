package org.frostml.job.data;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.frostml.FrostException;

/**
 * The columns of a table that a configuration names, whatever characters their names are of and
 * however alike they are: inside they go by their places.
 */
final class TableColumns {
  private static final String FEATURES = "data.features";
  private static final String LABEL = "data.label";

  private final String table;
  private final Dataset<Row> placed;
  private final NamedColumns columns;

  /**
   * @param table its name, for messages
   */
  TableColumns(Dataset<Row> rows, String table) {
    this.table = table;
    NamedColumns.Words words = new NamedColumns.Words(table + ": has", table + ": column");
    columns = new NamedColumns(rows.schema(), words, place -> col(place(place)));
    String[] places = new String[columns.names().size()];
    Arrays.setAll(places, TableColumns::place);
    placed = rows.toDF(places);
  }

  private static String place(int column) {
    return "t" + column;
  }

  /** The rows, columns called by their places. */
  Dataset<Row> rows() {
    return placed;
  }

  /** Some columns as they are, under their places, and what they are to the table. */
  record Kept(List<Column> columns, StructType schema) {}

  /**
   * The columns of names and patterns, in that order, those of a pattern by name.
   *
   * @param patterns none: all columns, in the order of the table
   */
  Kept kept(List<String> patterns, String key) {
    List<Integer> places =
        patterns.isEmpty()
            ? IntStream.range(0, columns.names().size()).boxed().toList()
            : patterns.stream()
                .flatMap(pattern -> matching(pattern, key).stream())
                .distinct()
                .map(name -> columns.place(name, key))
                .toList();
    StructType schema = new StructType();
    for (int place : places) {
      schema = schema.add(columns.schema().fields()[place]);
    }
    return new Kept(places.stream().map(place -> col(place(place))).toList(), schema);
  }

  /**
   * The columns of names and patterns, in that order, those of a pattern by name.
   *
   * @param except names and patterns that are left out
   * @param others columns that are something else, and the key that says so: no pattern means them
   * @throws FrostException if one of the others is named as a feature, or no column is left
   */
  List<String> select(List<String> patterns, List<String> except, Map<String, String> others) {
    Set<String> out = new LinkedHashSet<>();
    for (String pattern : except) {
      out.addAll(matching(pattern, "data.except"));
    }
    Set<String> selected = new LinkedHashSet<>();
    for (String pattern : patterns) {
      for (String name : matching(pattern, FEATURES)) {
        if (out.contains(name)) {
          continue;
        }
        if (!others.containsKey(name)) {
          selected.add(name);
        } else if (!isPattern(pattern)) {
          throw new FrostException(
              table
                  + ": column "
                  + name
                  + " of data.features is that of "
                  + others.get(name)
                  + " too: take it out of one of them");
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
      return List.of(name(pattern, key));
    }
    String regex =
        Arrays.stream(pattern.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    List<String> names =
        columns.names().stream()
            .filter(name -> name.matches("(?s)" + regex))
            .sorted(NumberedNames.ORDER)
            .toList();
    if (names.isEmpty()) {
      throw new FrostException(
          table + ": no column matches " + pattern + " in " + key + columns.shown());
    }
    return names;
  }

  /** The name as the table has it. */
  String name(String name, String key) {
    return columns.field(name, key).name();
  }

  private DataType type(String name) {
    return columns.field(name, FEATURES).dataType();
  }

  /** What a column of features is, before its categories are counted. */
  Encoding.Kind kind(String name) {
    DataType type = type(name);
    if (NamedColumns.isNumber(type) || type instanceof BooleanType) {
      return Encoding.Kind.NUMBER;
    }
    if (isText(type)) {
      return Encoding.Kind.CATEGORY;
    }
    if (NamedColumns.isVector(type) || NamedColumns.isArray(type)) {
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

  /** Those of some columns that are texts. */
  List<String> texts(List<String> names) {
    return names.stream().filter(name -> type(name) instanceof StringType).toList();
  }

  boolean isNumber(String name) {
    return NamedColumns.isNumber(type(name));
  }

  private static boolean isText(DataType type) {
    return type instanceof StringType
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  /** A column of features as the pipeline takes it: a double, a text, a vector. */
  Column feature(String name, Encoding.Kind kind) {
    Column column = columns.column(name, FEATURES);
    return switch (kind) {
      case NUMBER -> isText(type(name)) ? read(column) : column.cast(DataTypes.DoubleType);
      case CATEGORY, HASHED -> text(column, type(name));
      case VECTOR -> columns.vector(name, FEATURES);
    };
  }

  /** Numbers, or booleans, that a reader took for texts because of others among them. */
  private static Column read(Column text) {
    Column word = lower(trim(text));
    return when(word.equalTo("true"), 1.0)
        .when(word.equalTo("false"), 0.0)
        .otherwise(text.try_cast(DataTypes.DoubleType));
  }

  /** A column that is true, or not 0. */
  Column truth(String name, String key) {
    return columns.truth(name, key);
  }

  /**
   * A column of classes.
   *
   * @param fractional whether they are called by numbers that need not be whole
   */
  Column label(String name, boolean fractional) {
    return columns
        .column(name, LABEL)
        .cast(fractional ? DataTypes.DoubleType : DataTypes.StringType);
  }

  /** What classes are called by, for a person. */
  String labelKind(String name) {
    DataType type = columns.field(name, LABEL).dataType();
    if (NamedColumns.isNumber(type)) {
      return "numbers";
    }
    return type instanceof BooleanType ? "booleans" : "texts";
  }

  /** Whether a column is of numbers that need not be whole. A double does not hold every long. */
  boolean isFractional(String name) {
    DataType type = columns.field(name, LABEL).dataType();
    return type instanceof FloatType
        || type instanceof DoubleType
        || type instanceof DecimalType decimal && decimal.scale() > 0;
  }

  /** A column of values; booleans are 0 and 1. */
  Column value(String name) {
    return columns.numberOrTruth(name, LABEL);
  }

  /** A column of weights, or 1. */
  Column weight(String name) {
    return name.isEmpty() ? lit(1.0) : columns.numberOrTruth(name, "data.weight");
  }

  /**
   * Any columns, for a hash of what they hold that formats agree on. Numbers one after the other
   * come as an array, which Spark hashes as it does its elements, by a loop and not by code for
   * each.
   */
  Column[] hashed(List<String> names) {
    List<Column> hashed = new ArrayList<>();
    List<Column> numbers = new ArrayList<>();
    for (String name : names) {
      if (isNumber(name)) {
        numbers.add(hashed(name));
      } else {
        addAsOne(numbers, hashed);
        hashed.add(hashed(name));
      }
    }
    addAsOne(numbers, hashed);
    return hashed.toArray(new Column[0]);
  }

  private static void addAsOne(List<Column> numbers, List<Column> to) {
    if (!numbers.isEmpty()) {
      to.add(array(numbers.toArray(new Column[0])));
      numbers.clear();
    }
  }

  private Column hashed(String name) {
    Column column = columns.column(name, FEATURES);
    DataType type = type(name);
    if (NamedColumns.isNumber(type)) {
      // Without a sign where it is zero.
      return column.cast(DataTypes.FloatType).plus(lit(0f));
    }
    if (NamedColumns.isVector(type) || NamedColumns.isArray(type)) {
      UserDefinedFunction bytes = udf(new RowBytes.OfVector(), DataTypes.BinaryType);
      return when(column.isNotNull(), bytes.apply(columns.vector(name, FEATURES)));
    }
    return text(column, type);
  }

  /** The same in every time zone: a timestamp is its microseconds since 1970. */
  private static Column text(Column column, DataType type) {
    return (type instanceof TimestampType ? unix_micros(column) : column)
        .cast(DataTypes.StringType);
  }
}

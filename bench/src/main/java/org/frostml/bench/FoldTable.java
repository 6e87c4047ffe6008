package org.frostml.bench;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.FrostException;

/**
 * A table that methods are compared on. Its rows come with the columns {@code label}, {@code
 * weight}, and its features by name.
 *
 * @param rows reads them from a folder
 */
record FoldTable(
    String name,
    FoldTask task,
    int classes,
    List<String> numbers,
    List<String> categories,
    Rows rows) {
  /** Reads the rows of a table. */
  interface Rows {
    Dataset<Row> read(SparkSession session, Path folder) throws IOException;
  }

  private static final int NUMBERS = 28;
  private static final int SIGNS = 34;

  /** The five, in the order of their names in pages. */
  static final List<FoldTable> ALL =
      List.of(
          new FoldTable(
              "adult",
              FoldTask.TWO_CLASSES,
              2,
              List.of(
                  "age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hr_per_week"),
              List.of(
                  "type_employer",
                  "education",
                  "marital",
                  "occupation",
                  "relationship",
                  "race",
                  "sex",
                  "country"),
              FoldTable::adult),
          new FoldTable(
              "higgs",
              FoldTask.TWO_CLASSES,
              2,
              named("_c", 1, NUMBERS),
              List.of(),
              (session, folder) -> {
                List<String> rows = lines(folder.resolve("binary.train"));
                return tabbed(session, paste(rows, lines(folder.resolve("binary.train.weight"))))
                    .withColumn("weight", number("_c" + (NUMBERS + 1)));
              }),
          new FoldTable(
              "five classes",
              FoldTask.CLASSES,
              5,
              named("_c", 1, NUMBERS),
              List.of(),
              (session, folder) ->
                  tabbed(session, lines(folder.resolve("multiclass.train")))
                      .withColumn("weight", lit(1.0))),
          new FoldTable(
              "dermatology",
              FoldTask.CLASSES,
              6,
              named("_c", 0, SIGNS),
              List.of(),
              (session, folder) ->
                  session
                      .read()
                      .option("nullValue", "?")
                      .csv(text(session, lines(folder.resolve("dermatology.data"))))
                      .withColumn("label", number("_c" + SIGNS).minus(1))
                      .withColumn("weight", lit(1.0))),
          new FoldTable(
              "housing",
              FoldTask.VALUES,
              0,
              List.of(
                  "longitude",
                  "latitude",
                  "housing_median_age",
                  "total_rooms",
                  "total_bedrooms",
                  "population",
                  "households",
                  "median_income"),
              List.of("ocean_proximity"),
              (session, folder) ->
                  headed(session, folder.resolve("housing.csv"))
                      .withColumn("label", number("Price"))
                      .withColumn("weight", lit(1.0))));

  /**
   * Reads the table, its numbers as doubles.
   *
   * @param folder with the files
   */
  Dataset<Row> read(SparkSession session, Path folder) throws IOException {
    Dataset<Row> read = rows.read(session, folder);
    List<Column> columns = new ArrayList<>(List.of(col("label"), col("weight")));
    numbers.forEach(name -> columns.add(number(name).as(name)));
    categories.forEach(name -> columns.add(col(name)));
    return read.select(columns.toArray(new Column[0]));
  }

  /** The features as one column, to be hashed. */
  Column content() {
    List<Column> columns = new ArrayList<>(List.of(col("label").cast("string")));
    numbers.forEach(name -> columns.add(col(name).cast("string")));
    categories.forEach(name -> columns.add(col(name)));
    return array(columns.toArray(new Column[0]));
  }

  private static Dataset<Row> adult(SparkSession session, Path folder) throws IOException {
    return headed(session, folder.resolve("adult.data"))
        .withColumn("label", when(col("income").equalTo(">50K"), 1.0).otherwise(0.0))
        .withColumn("weight", lit(1.0));
  }

  private static Column number(String column) {
    return col(column).cast("double");
  }

  private static List<String> named(String prefix, int from, int count) {
    return Stream.iterate(from, i -> i + 1).limit(count).map(i -> prefix + i).toList();
  }

  private static Dataset<Row> headed(SparkSession session, Path file) throws IOException {
    return session.read().option("header", "true").csv(text(session, lines(file)));
  }

  private static Dataset<Row> tabbed(SparkSession session, List<String> lines) {
    return session
        .read()
        .option("sep", "\t")
        .csv(text(session, lines))
        .withColumn("label", number("_c0"));
  }

  private static Dataset<String> text(SparkSession session, List<String> lines) {
    return session.createDataset(lines, Encoders.STRING());
  }

  private static List<String> lines(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new FrostException(file + ": no such file");
    }
    return Files.readAllLines(file);
  }

  /** Each line with one more cell. */
  private static List<String> paste(List<String> lines, List<String> cells) {
    if (lines.size() != cells.size()) {
      throw new FrostException(lines.size() + " rows, but " + cells.size() + " weights");
    }
    List<String> pasted = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      pasted.add(lines.get(i) + "\t" + cells.get(i).strip());
    }
    return pasted;
  }
}

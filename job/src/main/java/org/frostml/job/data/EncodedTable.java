package org.frostml.job.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.FrostException;
import org.frostml.config.TableConfig;
import org.frostml.config.TrainConfig;
import org.frostml.job.spark.Failure;
import org.frostml.nn.Labels;

/**
 * A table to train on, encoded: its rows as {@link ShuffledRows} takes them, and the encoding that
 * was fitted to them: which columns are features, the categories of texts, the classes of labels,
 * the means of what is missing. One pass finds all of that, but for means, which take another.
 */
record EncodedTable(Dataset<Row> rows, Encoding encoding) {
  /** Fits the encoding of a run's table. */
  static EncodedTable fit(SparkSession spark, TrainConfig config) {
    try {
      return new Fitting(spark, config).fit();
    } catch (FrostException e) {
      throw e;
    } catch (Exception e) {
      throw Failure.ofRows(e, config.data().path());
    }
  }

  private static final class Fitting {
    private final SparkSession spark;
    private final String path;
    private final TableConfig config;
    private final TableColumns table;
    private final List<String> features;
    private final List<String> label;
    private final UsedColumns selection;

    /** Another to test on, where one is named. */
    private final Optional<TableColumns> other;

    /** The places of texts, and of vectors, among the features. */
    private final List<Integer> texts;

    private final List<Integer> vectors;

    Fitting(SparkSession spark, TrainConfig run) {
      this.spark = spark;
      path = run.data().path();
      config = run.data().table();
      table = new TableColumns(TableReader.open(spark, config, path), path);
      label = config.label().stream().map(name -> table.name(name, "data.label")).toList();
      features = table.select(config.features(), config.except(), others());
      UsedColumns.Taught taught = UsedColumns.Taught.of(run.loss(), label.size());
      List<Encoding.Kind> kinds = features.stream().map(table::kind).toList();
      texts = UsedColumns.places(kinds, Encoding.Kind.CATEGORY);
      vectors = UsedColumns.places(kinds, Encoding.Kind.VECTOR);
      other = other();
      selection =
          new UsedColumns(
              path,
              features,
              kinds,
              label,
              taught,
              taught == UsedColumns.Taught.CLASSES && isFractional(label.get(0)),
              config.weight(),
              Map.of(),
              Optional.empty());
    }

    private Optional<TableColumns> other() {
      TableConfig.Test test = config.test();
      if (test.path().isEmpty()) {
        return Optional.empty();
      }
      if (!test.column().isEmpty()) {
        throw new FrostException(
            "data.testColumn = "
                + test.column()
                + " is in place of data.testPath = "
                + test.path()
                + ": leave one of them out, the column then by data.except");
      }
      return Optional.of(
          new TableColumns(
              TableReader.open(spark, config, test.path(), size(), table.texts(used())),
              test.path()));
    }

    /** Whether classes are called by numbers that need not be whole, in one table or the other. */
    private boolean isFractional(String label) {
      if (other.isPresent() && !table.labelKind(label).equals(other.get().labelKind(label))) {
        throw new FrostException(
            "column "
                + label
                + " has "
                + table.labelKind(label)
                + " in "
                + path
                + ", but "
                + other.get().labelKind(label)
                + " in "
                + config.test().path()
                + ": classes are called alike in both; data.schema says of what type a column is");
      }
      return table.isFractional(label) || other.filter(o -> o.isFractional(label)).isPresent();
    }

    /** What is no feature, and the key that says so. */
    private Map<String, String> others() {
      Map<String, String> others = new HashMap<>();
      label.forEach(name -> others.put(name, "data.label"));
      put(others, "data.weight", config.weight());
      put(others, "data.testColumn", config.test().column());
      put(others, "validation.column", config.heldOut());
      return others;
    }

    private void put(Map<String, String> others, String key, String column) {
      if (!column.isEmpty()) {
        others.put(table.name(column, key), key);
      }
    }

    EncodedTable fit() {
      Dataset<Row> all = parted();
      InvalidRows invalid = selection.invalid(config.invalid());
      ColumnStatistics statistics = statistics(all, invalid);
      invalid.judge(statistics.failures(), all);
      Dataset<Row> rows = invalid.used(all, statistics.failures());
      Labels labels = labels(statistics);
      Encoding encoding =
          new Encoding(
                  inputs(statistics, means(rows)),
                  Encoding.numbers(config.image()),
                  table.texts(used()),
                  label,
                  config.weight(),
                  labels,
                  config.hashed(),
                  config.invalid() == TableConfig.Invalid.IMPUTE)
              .requireImages(path);
      Dataset<Row> encoded = new Encoder(spark, encoding).encode(rows);
      return new EncodedTable(
          encoded.select(
              col(ShuffledRows.FEATURES),
              selection.targets(labels).as(ShuffledRows.TARGETS),
              col(ShuffledRows.WEIGHT),
              col(ShuffledRows.PART)),
          encoding);
    }

    /** The columns that are used, and which rows are tested on. */
    private Dataset<Row> parted() {
      TableConfig.Test test = config.test();
      if (other.isPresent()) {
        return selected(table, trained()).unionAll(selected(other.get(), lit(Bundle.TEST)));
      }
      Column held =
          test.column().isEmpty()
              ? ShuffledRows.unit(xxhash64(table.hashed(used()))).lt(test.share())
              : table.truth(test.column(), "data.testColumn");
      return selected(table, when(held, Bundle.TEST).otherwise(trained()));
    }

    /** What rows are that are not tested on. */
    private Column trained() {
      String heldOut = config.heldOut();
      return heldOut.isEmpty()
          ? lit(Bundle.TRAINING)
          : when(table.truth(heldOut, "validation.column"), Bundle.VALIDATION)
              .otherwise(Bundle.TRAINING);
    }

    /** Numbers of the first vector; 0 where there is none. */
    private int size() {
      if (vectors.isEmpty()) {
        return 0;
      }
      Column vector = table.feature(features.get(vectors.get(0)), Encoding.Kind.VECTOR);
      return table.rows().select(vector).filter(vector.isNotNull()).takeAsList(1).stream()
          .mapToInt(row -> row.<Vector>getAs(0).size())
          .findFirst()
          .orElse(0);
    }

    private List<String> used() {
      List<String> used = new ArrayList<>(features);
      used.addAll(label);
      return used.stream().sorted().toList();
    }

    private Dataset<Row> selected(TableColumns from, Column part) {
      return from.rows().select(selection.columns(from, List.of(part.as(ShuffledRows.PART))));
    }

    /** Of texts, in their order, then of labels where these are classes; and of vectors. */
    private ColumnStatistics statistics(Dataset<Row> rows, InvalidRows invalid) {
      List<ColumnStatistics.Distinct> distinct = new ArrayList<>();
      for (int c : texts) {
        distinct.add(new ColumnStatistics.Distinct(col(Encoding.inner(c)), config.oneHot()));
      }
      if (selection.isOfClasses()) {
        distinct.add(new ColumnStatistics.Distinct(col(UsedColumns.label(0)), Labels.MOST_CLASSES));
      }
      List<Column> sized = vectors.stream().map(c -> col(Encoding.inner(c))).toList();
      return ColumnStatistics.of(rows, invalid, distinct, sized);
    }

    private Labels labels(ColumnStatistics statistics) {
      if (!selection.isOfClasses()) {
        return Labels.values(label);
      }
      int place = texts.size();
      if (statistics.hasTooMany(place)) {
        throw new FrostException(
            path
                + ": column "
                + label.get(0)
                + " has more than "
                + Labels.MOST_CLASSES
                + " different labels: if these are values and not classes, set network.loss = mse");
      }
      List<String> names =
          ClassNames.inOrder(List.copyOf(statistics.values(place)), table.isNumber(label.get(0)));
      if (names.size() < 2) {
        throw new FrostException(
            path
                + ": column "
                + label.get(0)
                + " has "
                + (names.isEmpty() ? "no label" : "only the label " + names.get(0))
                + "; at least 2 classes are needed");
      }
      return new Labels(true, names);
    }

    private List<Encoding.Input> inputs(ColumnStatistics statistics, Map<String, Double> means) {
      List<Encoding.Input> inputs = new ArrayList<>();
      for (int c = 0; c < features.size(); c++) {
        String name = features.get(c);
        inputs.add(
            switch (table.kind(name)) {
              case NUMBER ->
                  new Encoding.Input(name, Encoding.Kind.NUMBER, List.of(), means.get(name), 1);
              case VECTOR ->
                  new Encoding.Input(
                      name, Encoding.Kind.VECTOR, List.of(), null, size(statistics, c));
              default -> category(statistics, c);
            });
      }
      return inputs;
    }

    /** A text: one-hot where its values are few, else hashed. */
    private Encoding.Input category(ColumnStatistics statistics, int column) {
      String name = features.get(column);
      int place = texts.indexOf(column);
      if (statistics.hasTooMany(place)) {
        return new Encoding.Input(name, Encoding.Kind.HASHED, List.of(), null, 0);
      }
      List<String> values =
          statistics.values(place).stream().map(Object::toString).sorted().toList();
      if (values.isEmpty()) {
        throw new FrostException(
            path + ": column " + name + " has no value in any row: leave it out by data.except");
      }
      return new Encoding.Input(name, Encoding.Kind.CATEGORY, values, null, 0);
    }

    /** The size that all vectors of a column have. */
    private int size(ColumnStatistics statistics, int column) {
      int place = vectors.indexOf(column);
      int least = statistics.least(place);
      int largest = statistics.largest(place);
      if (least != largest) {
        throw new FrostException(
            path
                + ": column "
                + features.get(column)
                + (statistics.hasVectors(place)
                    ? " has vectors of "
                        + least
                        + " to "
                        + largest
                        + " numbers; all must have the same size"
                    : " has no vector"));
      }
      return largest;
    }

    /**
     * By name, of the rows that are trained on; where numbers are imputed of every column, for one
     * that is complete here may lack something in a table to predict for.
     */
    private Map<String, Double> means(Dataset<Row> rows) {
      Map<String, Double> means = new HashMap<>();
      List<String> numbers =
          features.stream().filter(name -> table.kind(name) == Encoding.Kind.NUMBER).toList();
      if (numbers.isEmpty() || config.invalid() != TableConfig.Invalid.IMPUTE) {
        return means;
      }
      List<Column> columns =
          numbers.stream().map(name -> col(Encoding.inner(features.indexOf(name)))).toList();
      Dataset<Row> trained = rows.filter(col(ShuffledRows.PART).equalTo(Bundle.TRAINING));
      double[] found = ExactMeans.of(trained, columns);
      for (int c = 0; c < found.length; c++) {
        if (Double.isNaN(found[c])) {
          throw new FrostException(
              path
                  + ": column "
                  + numbers.get(c)
                  + " has no number in any row: leave it out by data.except");
        }
        means.put(numbers.get(c), found[c]);
      }
      return means;
    }
  }
}

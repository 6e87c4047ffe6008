package org.frostml.job.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.frostml.FrostException;
import org.frostml.config.TableConfig;
import org.frostml.config.TrainConfig;
import org.frostml.job.spark.Failure;
import org.frostml.nn.Labels;
import org.frostml.nn.Measure;

/**
 * What is learnt of a table's columns before training: which are features, the categories of texts,
 * the classes of labels, the means of what is missing; and the rows as a {@link Frame} takes them.
 * Nothing of it depends on the order of rows.
 */
record Learnt(Dataset<Row> rows, Encoding encoding) {
  private static final int MOST_CLASSES = 10_000;

  static Learnt of(SparkSession spark, TrainConfig config) {
    try {
      return new Reading(spark, config).learn();
    } catch (FrostException e) {
      throw e;
    } catch (Exception e) {
      throw Failure.ofRows(e, config.data().path());
    }
  }

  /** One reading of a table. */
  private static final class Reading {
    private final SparkSession spark;
    private final String path;
    private final TableConfig config;
    private final TableColumns table;
    private final List<String> features;
    private final List<String> label;
    private final UsedColumns selection;

    Reading(SparkSession spark, TrainConfig run) {
      this.spark = spark;
      path = run.data().path();
      config = run.data().table();
      table = new TableColumns(TableReader.open(spark, config, path), path);
      label = config.label().stream().map(name -> table.name(name, "data.label")).toList();
      features = table.select(config.features(), config.except(), others());
      boolean classes = run.loss().measure() == Measure.ACCURACY && label.size() == 1;
      List<Encoding.Kind> kinds = features.stream().map(table::kind).toList();
      selection = new UsedColumns(path, features, kinds, label, classes, config.weight(), Map.of());
    }

    /** What patterns of features do not mean. */
    private Set<String> others() {
      Set<String> others = new HashSet<>(label);
      for (String name : List.of(config.weight(), config.test().column(), config.heldOut())) {
        if (!name.isEmpty()) {
          others.add(table.name(name, "data"));
        }
      }
      return others;
    }

    Learnt learn() {
      Dataset<Row> all = parted();
      Validity.Checked checked = selection.validity(table, config.invalid()).check(all);
      Dataset<Row> rows = checked.rows();
      Labels labels = labels(rows);
      Encoding encoding =
          new Encoding(
              inputs(rows, checked.toFill()),
              label,
              config.weight(),
              labels,
              config.hashed(),
              config.invalid() == TableConfig.Invalid.IMPUTE);
      Dataset<Row> encoded = new Encoder(spark, encoding).encode(rows);
      return new Learnt(
          encoded.select(
              col(Frame.FEATURES),
              selection.targets(labels).as(Frame.TARGETS),
              col(Frame.WEIGHT),
              col(Frame.PART)),
          encoding);
    }

    /** The columns that are used, and which rows are tested on. */
    private Dataset<Row> parted() {
      TableConfig.Test test = config.test();
      if (!test.path().isEmpty()) {
        Dataset<Row> rows = TableReader.open(spark, config, test.path(), size());
        TableColumns other = new TableColumns(rows, test.path());
        return selected(table, trained()).unionAll(selected(other, lit(Bundle.TEST)));
      }
      Column held =
          test.column().isEmpty()
              ? Frame.unit(xxhash64(table.hashed(used()))).lt(test.share())
              : table.number(test.column(), "data.testColumn").notEqual(0);
      return selected(table, when(held, Bundle.TEST).otherwise(trained()));
    }

    /** What rows are that are not tested on. */
    private Column trained() {
      String heldOut = config.heldOut();
      return heldOut.isEmpty()
          ? lit(Bundle.TRAINING)
          : when(table.number(heldOut, "validation.column").notEqual(0), Bundle.VALIDATION)
              .otherwise(Bundle.TRAINING);
    }

    /** Numbers of the first vector; 0 where there is none. */
    private int size() {
      return features.stream()
          .filter(name -> table.kind(name) == Encoding.Kind.VECTOR)
          .limit(1)
          .flatMap(
              name ->
                  table
                      .rows()
                      .select(table.feature(name, Encoding.Kind.VECTOR))
                      .takeAsList(1)
                      .stream())
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
      return from.rows().select(selection.columns(from, List.of(part.as(Frame.PART))));
    }

    private Labels labels(Dataset<Row> rows) {
      if (!selection.classes()) {
        return Labels.values(label);
      }
      List<Object> distinct = new ArrayList<>();
      for (Row row :
          rows.select(UsedColumns.label(0)).distinct().limit(MOST_CLASSES + 1).collectAsList()) {
        distinct.add(row.get(0));
      }
      if (distinct.size() > MOST_CLASSES) {
        throw new FrostException(
            path
                + ": column "
                + label.get(0)
                + " has more than "
                + MOST_CLASSES
                + " different labels: if these are values and not classes, set network.loss = mse");
      }
      List<String> names = ClassNames.inOrder(distinct);
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

    private List<Encoding.Input> inputs(Dataset<Row> rows, List<String> toFill) {
      Map<String, Double> means = means(rows, toFill);
      Map<Integer, List<String>> categories = categories(rows);
      List<Encoding.Input> inputs = new ArrayList<>();
      for (int c = 0; c < features.size(); c++) {
        String name = features.get(c);
        inputs.add(
            switch (table.kind(name)) {
              case NUMBER ->
                  new Encoding.Input(name, Encoding.Kind.NUMBER, List.of(), means.get(name), 1);
              case VECTOR ->
                  new Encoding.Input(
                      name, Encoding.Kind.VECTOR, List.of(), null, vectorSize(rows, c));
              default -> category(c, categories.get(c));
            });
      }
      return inputs;
    }

    /** A text with so many values, or with more than are counted. */
    private Encoding.Input category(int column, List<String> values) {
      String name = features.get(column);
      if (values.isEmpty()) {
        throw new FrostException(
            path + ": column " + name + " has no value in any row: leave it out by data.except");
      }
      return values.size() > config.oneHot()
          ? new Encoding.Input(name, Encoding.Kind.HASHED, List.of(), null, 0)
          : new Encoding.Input(name, Encoding.Kind.CATEGORY, values, null, 0);
    }

    /**
     * The values that texts have, by the column's place, in order; of those with clearly too many
     * only so many that this can be seen.
     */
    private Map<Integer, List<String>> categories(Dataset<Row> rows) {
      Map<Integer, List<String>> categories = new LinkedHashMap<>();
      List<Integer> texts =
          IntStream.range(0, features.size())
              .filter(c -> table.kind(features.get(c)) == Encoding.Kind.CATEGORY)
              .boxed()
              .toList();
      if (!texts.isEmpty()) {
        Row about = aggregate(rows, texts, functions::approx_count_distinct);
        List<Integer> few = new ArrayList<>();
        for (int c : texts) {
          boolean many = about.getLong(1 + texts.indexOf(c)) > 2L * config.oneHot();
          categories.put(c, many ? Collections.nCopies(config.oneHot() + 1, "") : List.of());
          if (!many) {
            few.add(c);
          }
        }
        Row sets = aggregate(rows, few, functions::collect_set);
        for (int c : few) {
          categories.put(c, sets.<String>getList(1 + few.indexOf(c)).stream().sorted().toList());
        }
      }
      return categories;
    }

    private static Row aggregate(
        Dataset<Row> rows, List<Integer> columns, UnaryOperator<Column> function) {
      Column[] each =
          columns.stream().map(c -> function.apply(col(Encoding.inner(c)))).toArray(Column[]::new);
      return rows.agg(lit(0), each).first();
    }

    /** The size that all vectors of a column have. */
    private int vectorSize(Dataset<Row> rows, int column) {
      Column size = udf(new VectorSize(), DataTypes.IntegerType).apply(col(Encoding.inner(column)));
      Row range = rows.agg(functions.min(size), functions.max(size)).first();
      if (range.isNullAt(0) || range.getInt(0) != range.getInt(1)) {
        throw new FrostException(
            path
                + ": column "
                + features.get(column)
                + (range.isNullAt(0)
                    ? " has no vector"
                    : " has vectors of "
                        + range.getInt(0)
                        + " to "
                        + range.getInt(1)
                        + " numbers; all must have the same size"));
      }
      return range.getInt(0);
    }

    /** Exact, so that the order of rows makes no difference; of the rows that are trained on. */
    private Map<String, Double> means(Dataset<Row> rows, List<String> toFill) {
      Map<String, Double> means = new LinkedHashMap<>();
      for (String name : toFill) {
        if (table.kind(name) == Encoding.Kind.NUMBER) {
          Column value = col(Encoding.inner(features.indexOf(name)));
          Mean mean =
              rows.filter(col(Frame.PART).equalTo(Bundle.TRAINING))
                  .select(value)
                  .filter(value.isNotNull().and(functions.abs(value).lt(Double.POSITIVE_INFINITY)))
                  .javaRDD()
                  .aggregate(new Mean(BigDecimal.ZERO, 0), new Add(), new Join());
          if (mean.count == 0) {
            throw new FrostException(
                path
                    + ": column "
                    + name
                    + " has no number in any row: leave it out by data.except");
          }
          means.put(name, mean.value());
        }
      }
      return means;
    }
  }

  /** A sum without rounding. */
  private static final class Mean implements Serializable {
    private final BigDecimal sum;
    private final long count;

    Mean(BigDecimal sum, long count) {
      this.sum = sum;
      this.count = count;
    }

    double value() {
      return sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128).doubleValue();
    }
  }

  private static final class Add implements Function2<Mean, Row, Mean> {
    @Override
    public Mean call(Mean mean, Row row) {
      return new Mean(mean.sum.add(new BigDecimal(row.getDouble(0))), mean.count + 1);
    }
  }

  private static final class Join implements Function2<Mean, Mean, Mean> {
    @Override
    public Mean call(Mean one, Mean other) {
      return new Mean(one.sum.add(other.sum), one.count + other.count);
    }
  }
}

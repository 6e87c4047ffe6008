package org.frostml.job.data;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.frostml.config.TableConfig;
import org.frostml.nn.Labels;
import org.frostml.nn.Loss;
import org.frostml.nn.Measure;
import org.frostml.train.Model;

/**
 * The columns of a table that are used, cast to what they are used as.
 *
 * @param path of the table, for messages
 * @param features columns of features
 * @param kinds what they are
 * @param label columns of labels; none where there is nothing to learn
 * @param taught what these are
 * @param fractional whether classes are called by numbers that need not be whole; of a model's rows
 *     their own type says it
 * @param weight the column of weights; empty: all weigh 1
 * @param unused places of features of which nothing is asked, and what stands for their values
 * @param known what a model was trained on, which rows must keep to; none in training
 */
record UsedColumns(
    String path,
    List<String> features,
    List<Encoding.Kind> kinds,
    List<String> label,
    Taught taught,
    boolean fractional,
    String weight,
    Map<Integer, Object> unused,
    Optional<Encoding> known) {
  /** What columns of labels are. */
  enum Taught {
    /** One column of names. */
    CLASSES,
    /** Columns of 0 and 1, labels that may hold together. */
    TRUTHS,
    /** Columns of numbers. */
    VALUES;

    static Taught of(Loss loss, int columns) {
      if (loss.measure() != Measure.ACCURACY) {
        return VALUES;
      }
      return columns == 1 ? CLASSES : TRUTHS;
    }
  }

  /** What a model asks for, with labels to compare or only to predict. */
  static UsedColumns of(String path, Encoding encoding, Model model, boolean labelled) {
    return new UsedColumns(
        path,
        encoding.columns().stream().map(Encoding.Input::name).toList(),
        encoding.columns().stream().map(Encoding.Input::kind).toList(),
        labelled ? encoding.label() : List.of(),
        Taught.of(model.network().loss(), encoding.label().size()),
        false,
        labelled ? encoding.weight() : "",
        encoding.unused(model),
        Optional.of(encoding));
  }

  boolean isOfClasses() {
    return taught == Taught.CLASSES;
  }

  /** The name of a column of labels from here on. */
  static String label(int k) {
    return "l" + k;
  }

  /** The columns under names of their places, and others after them. */
  Column[] columns(TableColumns table, List<Column> others) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < features.size(); c++) {
      columns.add(feature(table, c).as(Encoding.inner(c)));
    }
    for (int k = 0; k < label.size(); k++) {
      String name = table.name(label.get(k), "data.label");
      Column values = isOfClasses() ? className(table, name) : table.value(name);
      columns.add(values.as(label(k)));
    }
    columns.add(table.weight(weight).as(ShuffledRows.WEIGHT));
    columns.addAll(others);
    return columns.toArray(new Column[0]);
  }

  private Column className(TableColumns table, String name) {
    return table.label(name, known.isPresent() ? table.isFractional(name) : fractional);
  }

  private Column feature(TableColumns table, int c) {
    return unused.containsKey(c)
        ? lit(unused.get(c))
        : table.feature(table.name(features.get(c), "data.features"), kinds.get(c));
  }

  /** The places of a kind. */
  static List<Integer> places(List<Encoding.Kind> kinds, Encoding.Kind kind) {
    return IntStream.range(0, kinds.size()).filter(c -> kinds.get(c) == kind).boxed().toList();
  }

  /** What rows with these {@link #columns} must have. */
  InvalidRows invalid(TableConfig.Invalid mode) {
    InvalidRows invalid = new InvalidRows(path, mode);
    for (int c = 0; c < features.size(); c++) {
      String inner = Encoding.inner(c);
      switch (kinds.get(c)) {
        case NUMBER -> invalid.number(features.get(c), inner);
        case CATEGORY -> category(invalid, c);
        case HASHED -> invalid.text(features.get(c), inner);
        case VECTOR -> invalid.vector(features.get(c), inner, size(c));
      }
    }
    for (int k = 0; k < label.size(); k++) {
      label(invalid, k);
    }
    if (!weight.isEmpty()) {
      invalid.weight(weight, ShuffledRows.WEIGHT);
    }
    return invalid;
  }

  private void label(InvalidRows invalid, int k) {
    String name = label.get(k);
    switch (taught) {
      case VALUES -> invalid.value(name, label(k));
      case TRUTHS -> invalid.truth(name, label(k));
      case CLASSES -> {
        if (known.isPresent()) {
          knownClass(invalid, name);
        } else {
          invalid.className(name, label(k), fractional);
        }
      }
    }
  }

  /** The size of a vector that a model was trained on. */
  private OptionalInt size(int place) {
    return known
        .map(encoding -> OptionalInt.of(encoding.columns().get(place).size()))
        .orElse(OptionalInt.empty());
  }

  private void category(InvalidRows invalid, int place) {
    String name = features.get(place);
    String inner = Encoding.inner(place);
    if (known.isEmpty() || known.get().keepsUnknown()) {
      invalid.text(name, inner);
    } else {
      List<String> categories = known.get().columns().get(place).categories();
      Column seen = col(inner).isNotNull().and(col(inner).isInCollection(categories));
      invalid.seen(name, seen, "a value", true);
    }
  }

  private void knownClass(InvalidRows invalid, String name) {
    ClassNames names = new ClassNames(known.orElseThrow().labels().names(), name);
    UDF1<Object, Boolean> has = names::has;
    Column seen = udf(has, DataTypes.BooleanType).apply(col(label(0)));
    invalid.seen(name, seen, "a label", false);
  }

  /** The labels as a network's targets. */
  Column targets(Labels labels) {
    if (isOfClasses()) {
      return array(
          udf(new ClassNames(labels.names(), label.get(0)), DataTypes.DoubleType)
              .apply(col(label(0))));
    }
    return array(
        IntStream.range(0, label.size()).mapToObj(k -> col(label(k))).toArray(Column[]::new));
  }
}
